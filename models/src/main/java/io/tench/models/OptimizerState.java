package io.tench.models;

import java.util.List;

/**
 * What an optimizer remembers between steps: vectors as long as the parameters (SGD: momentum;
 * Adam: first and second moment), and the steps taken. The vectors are not copied.
 */
public final class OptimizerState {
  /** Of an optimizer that has not taken a step. */
  public static final OptimizerState NONE = new OptimizerState(List.of(), 0);

  private final List<float[]> vectors;
  private final long steps;

  public OptimizerState(List<float[]> vectors, long steps) {
    this.vectors = List.copyOf(vectors);
    this.steps = steps;
  }

  public List<float[]> vectors() {
    return vectors;
  }

  public long steps() {
    return steps;
  }
}
