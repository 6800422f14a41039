package io.tench.driver;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Networks and checkpoints for tests. */
public final class Networks {
  private Networks() {}

  /** For three classes of RGB images, 28 pixels wide and high for {@code lenet}. */
  public static NetworkDescription network(String architecture, int size) {
    ImageShape shape = new ImageShape(3, size, size);
    return new NetworkDescription(
        architecture,
        Architecture.named(architecture).configuration(shape, 3, 9).toJson(),
        LabelMap.ofNames(List.of("tench", "goldfish", "great white shark")),
        new Preprocessing(shape, size, ChannelStatistics.IMAGENET));
  }

  /** Round 0 with random parameters. */
  public static Checkpoint initial(NetworkDescription network, String configuration) {
    return new Checkpoint(
        network,
        TrainingPosition.START,
        vector(Math.toIntExact(network.layout().length()), 1),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new TrainingReport(7, configuration, 0, 0, Optional.empty(), Optional.empty(), "test"));
  }

  public static float[] vector(int length, long seed) {
    Random random = new Random(seed);
    float[] vector = new float[length];
    for (int index = 0; index < length; index++) {
      vector[index] = (float) random.nextGaussian();
    }
    return vector;
  }
}
