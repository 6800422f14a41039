package io.tench.workers;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.LabelMap;
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.Pool;
import java.util.ArrayList;
import java.util.List;

/**
 * Classifies encoded images with trained parameters, on a backend. Thread-safe: calls at the same
 * time each work on a network of their own, which then waits for the next call.
 */
public final class ImageClassifier implements AutoCloseable {
  private final NetworkDescription network;
  private final float[] parameters;
  private final Backend backend;
  private final NetworkSettings settings;
  private final int batchSize;
  private final Pool<Lane> lanes = new Pool<>(Integer.MAX_VALUE, Lane::new, Lane::close);

  /** What became of an image. */
  public sealed interface Outcome {
    /** It was classified. */
    final class Classified implements Outcome {
      private final float[] probabilities;

      Classified(float[] probabilities) {
        this.probabilities = probabilities;
      }

      /** Of each class; sums to 1. Not copied. */
      public float[] probabilities() {
        return probabilities;
      }

      /** The best class; the first of equals. */
      public int best() {
        return ClassProbabilities.best(probabilities);
      }
    }

    /**
     * It cannot be decoded.
     *
     * @param reason completes "The image …": {@code "is truncated"}
     */
    record Broken(String reason) implements Outcome {}
  }

  /**
   * A classifier.
   *
   * @param parameters DL4J's flat vector, not copied
   * @param backend a name that {@link Backends#named} knows
   * @param threads that each call may use for the network
   * @param batchSize most images that go through the network at once
   * @throws BadInputException if there is no such backend, or it cannot run the network
   */
  public ImageClassifier(
      NetworkDescription network, float[] parameters, String backend, int threads, int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size must be >= 1, was " + batchSize);
    }
    this.network = network;
    this.parameters = parameters;
    this.batchSize = batchSize;
    settings = settings(network, threads);
    this.backend = Backends.named(backend, settings);
  }

  /** What a network that only classifies is opened with; {@link Backends#named} asks for it. */
  public static NetworkSettings settings(NetworkDescription network, int threads) {
    return new NetworkSettings(
        network.json(),
        network.preprocessing().shape(),
        network.labels().size(),
        threads,
        new InnerOptimizer.Sgd(0, false, 0),
        0,
        0);
  }

  public LabelMap labels() {
    return network.labels();
  }

  /**
   * What became of each image, in order.
   *
   * @param images encoded files: JPEG, PNG, GIF, WebP or BMP; null is a broken one
   */
  public List<Outcome> classify(List<byte[]> images) {
    return lanes.with(
        lane -> {
          List<Outcome> outcomes = new ArrayList<>(images.size());
          for (int from = 0; from < images.size(); from += batchSize) {
            int to = Math.min(images.size(), from + batchSize);
            outcomes.addAll(lane.classify(images.subList(from, to)));
          }
          return outcomes;
        });
  }

  /** Frees the networks that wait now, and those at work when they are done. */
  @Override
  public void close() {
    lanes.close();
  }

  /** What one call works with. */
  private final class Lane {
    private final Network engine = backend.open(settings);
    private final ImageLoader loader = new ImageLoader(network.preprocessing(), Augmentation.NONE);
    private final Batch batch =
        new Batch(network.preprocessing().shape(), backend.layout(), batchSize);

    Lane() {
      engine.load(parameters, OptimizerState.NONE, 0);
    }

    List<Outcome> classify(List<byte[]> images) {
      Outcome[] outcomes = new Outcome[images.size()];
      int[] places = new int[images.size()];
      int whole = 0;
      for (int index = 0; index < outcomes.length; index++) {
        try {
          load(images.get(index), whole);
          places[whole++] = index;
        } catch (ImageException broken) {
          outcomes[index] = new Outcome.Broken(broken.getMessage());
        }
      }
      batch.setSize(whole);
      float[][] probabilities = engine.classify(batch);
      for (int row = 0; row < whole; row++) {
        outcomes[places[row]] = new Outcome.Classified(probabilities[row]);
      }
      return List.of(outcomes);
    }

    private void load(byte[] image, int place) throws ImageException {
      if (image == null) {
        throw new ImageException("is null");
      }
      loader.load(image, 0, batch, place);
    }

    void close() {
      engine.close();
      loader.close();
    }
  }
}
