package io.tench.models;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Classifies images with a published checkpoint, on DL4J's engine. Thread-safe: as many calls as
 * there are processors work at once, on one copy of the parameters.
 */
public final class Classifier implements AutoCloseable {
  private static final int IMAGES_AT_ONCE = 32;
  private static final int LANES = Runtime.getRuntime().availableProcessors();

  private final CheckpointSummary checkpoint;
  private final INDArray parameters;
  private final ReadWriteLock life = new ReentrantReadWriteLock();
  private boolean closed;
  private final Pool<Lane> lanes = new Pool<>(LANES, Lane::new, Lane::close);

  private Classifier(TrainedNetwork trained) {
    checkpoint = trained.checkpoint();
    float[] values = trained.parameters();
    parameters = Nd4j.createFromArray(values).reshape(1, values.length);
  }

  /** {@link #load(Storage, String)} from the file systems that Hadoop's configuration names. */
  public static Classifier load(String uri) throws IOException {
    return load(new HadoopStorage(), uri);
  }

  /**
   * Opens a checkpoint's folder, or that of a run: then its newest checkpoint that is whole.
   *
   * @throws BadInputException if there is none, or it is damaged; names the file
   */
  public static Classifier load(Storage storage, String uri) throws IOException {
    return new Classifier(TrainedNetwork.load(storage, uri));
  }

  /** The checkpoint that classifies: its network, labels and metrics. */
  public CheckpointSummary checkpoint() {
    return checkpoint;
  }

  /**
   * The most probable classes of one image, most probable first.
   *
   * @param image an encoded file: JPEG, PNG, GIF, WebP or BMP
   * @param best how many; all if there are fewer classes
   * @throws BadInputException if the image cannot be decoded
   */
  public List<Prediction> classify(byte[] image, int best) {
    return classify(List.of(image), best).get(0);
  }

  /** The most probable classes of each image, as {@link #classify(byte[], int)} gives them. */
  public List<List<Prediction>> classify(List<byte[]> encoded, int best) {
    if (best < 1) {
      throw new IllegalArgumentException("best must be >= 1, was " + best);
    }
    life.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("the classifier is closed");
      }
      List<List<Prediction>> predictions = new ArrayList<>();
      for (int from = 0; from < encoded.size(); from += IMAGES_AT_ONCE) {
        int first = from;
        int size = Math.min(IMAGES_AT_ONCE, encoded.size() - from);
        for (float[] probabilities : lanes.with(lane -> lane.classify(encoded, first, size))) {
          predictions.add(best(probabilities, best));
        }
      }
      return predictions;
    } finally {
      life.readLock().unlock();
    }
  }

  private List<Prediction> best(float[] probabilities, int best) {
    return IntStream.range(0, probabilities.length)
        .mapToObj(
            index -> new Prediction(checkpoint.network().labels().get(index), probabilities[index]))
        .sorted(Comparator.comparing(Prediction::probability).reversed())
        .limit(best)
        .toList();
  }

  /** Waits for the calls that are at work, then frees the native memory. */
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (!closed) {
        closed = true;
        lanes.close();
        parameters.close();
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  /** What one call works with. */
  private final class Lane {
    private final ComputationGraph graph;
    private final ImageLoader images;
    private final Batch batch;

    Lane() {
      NetworkDescription network = checkpoint.network();
      graph = new ComputationGraph(network.configuration());
      graph.init(parameters, false);
      images = new ImageLoader(network.preprocessing(), Augmentation.NONE);
      batch =
          new Batch(network.preprocessing().shape(), Batch.Layout.CHANNELS_FIRST, IMAGES_AT_ONCE);
    }

    float[][] classify(List<byte[]> encoded, int from, int size) {
      for (int index = 0; index < size; index++) {
        load(encoded, from + index, index);
      }
      try (INDArray input = input(size);
          INDArray output = graph.outputSingle(input)) {
        return output.toFloatMatrix();
      }
    }

    private void load(List<byte[]> encoded, int position, int index) {
      try {
        images.load(encoded.get(position), 0, batch, index);
      } catch (ImageException broken) {
        String which = encoded.size() == 1 ? "The image" : "Image " + (position + 1);
        throw new BadInputException(
            "%s %s: give a whole JPEG, PNG, GIF, WebP or BMP file."
                .formatted(which, broken.getMessage()),
            broken);
      }
    }

    private INDArray input(int size) {
      ImageShape shape = batch.shape();
      float[] values = new float[size * shape.values()];
      batch.images().get(values);
      return Nd4j.createFromArray(values)
          .reshape(size, shape.channels(), shape.height(), shape.width());
    }

    void close() {
      images.close();
    }
  }
}
