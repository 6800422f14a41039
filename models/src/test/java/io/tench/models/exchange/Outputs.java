package io.tench.models.exchange;

import io.tench.datasets.ImageShape;
import io.tench.models.Checkpoint;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a checkpoint's network says of images, by DL4J. */
final class Outputs {
  private Outputs() {}

  /** {@code [count, channels, height, width]}, about as normalised photos are. */
  static float[] images(ImageShape shape, int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] images = new float[count * shape.values()];
    for (int index = 0; index < images.length; index++) {
      images[index] = (float) (4 * random.nextDouble() - 2);
    }
    return images;
  }

  /** Class probabilities, {@code [count, classes]}. */
  static float[] of(Checkpoint checkpoint, float[] images) {
    ImageShape shape = checkpoint.network().preprocessing().shape();
    try (INDArray parameters = Nd4j.createFromArray(checkpoint.parameters());
        INDArray input = Nd4j.createFromArray(images)) {
      ComputationGraph graph = new ComputationGraph(checkpoint.network().configuration());
      graph.init(parameters.reshape(1, parameters.length()), false);
      try (INDArray output =
          graph.outputSingle(
              input.reshape(
                  images.length / shape.values(),
                  shape.channels(),
                  shape.height(),
                  shape.width()))) {
        return output.dup('c').reshape(output.length()).toFloatVector();
      }
    }
  }

  static float difference(float[] one, float[] other) {
    float largest = one.length == other.length ? 0 : Float.POSITIVE_INFINITY;
    for (int index = 0; index < Math.min(one.length, other.length); index++) {
      largest = Math.max(largest, Math.abs(one[index] - other[index])); // NaN where one is
    }
    return largest;
  }
}
