package io.tench.workers;

import io.tench.datasets.Batch;
import io.tench.models.OptimizerState;

/**
 * One network in one engine's memory: trains, and classifies. Not thread-safe. All of its state is
 * what {@link #load} gave plus the steps since, so that equal loads and equal batches give equal
 * bits.
 */
public interface Network extends AutoCloseable {
  /**
   * Sets all of the network's state. The arrays are copied.
   *
   * @param parameters DL4J's flat vector
   * @param state of the inner optimizer, or {@link OptimizerState#NONE} to start it anew
   * @param seed of dropout's randomness from here on
   */
  void load(float[] parameters, OptimizerState state, long seed);

  /**
   * One optimizer step on one mini-batch.
   *
   * @return the loss and the hits of the forward pass, before the step
   */
  StepReport train(Batch batch, double learningRate);

  /**
   * Class probabilities in inference mode.
   *
   * @return {@code [batch.size()][classes]}; rows sum to 1
   */
  float[][] classify(Batch batch);

  /**
   * What a vertex before the output gives in inference mode.
   *
   * @return {@code [batch.size()][values]}; images as {@code [channels, height, width]}
   */
  float[][] activations(Batch batch, String vertex);

  /** Copies the flat vector into {@code target}. */
  void parameters(float[] target);

  /** A copy of the inner optimizer's state. */
  OptimizerState optimizerState();

  @Override
  void close();
}
