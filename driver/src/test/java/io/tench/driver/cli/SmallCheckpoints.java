package io.tench.driver.cli;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import java.util.List;
import java.util.Optional;

/** Checkpoints of an untrained LeNet for gray images of 28 x 28 and six classes. */
final class SmallCheckpoints {
  private static final NetworkDescription NETWORK = network();
  private static final float[] PARAMETERS = InitialParameters.of(NETWORK.configuration(), 1);

  private SmallCheckpoints() {}

  /** As after this round, of eight steps each. */
  static Checkpoint after(int round) {
    return new Checkpoint(
        NETWORK,
        new TrainingPosition(round, 0, 0, 8L * round),
        PARAMETERS,
        OptimizerState.NONE,
        OptimizerState.NONE,
        new Checkpoint.TrainingReport(
            1, "run: x\n", 0.5, 0.8, Optional.empty(), Optional.empty(), "test"));
  }

  private static NetworkDescription network() {
    ImageShape shape = new ImageShape(1, 28, 28);
    List<String> names = List.of("tench", "goldfish", "shark", "ray", "cock", "hen");
    return new NetworkDescription(
        "lenet",
        Architecture.named("lenet").configuration(shape, names.size(), 1).toJson(),
        LabelMap.ofNames(names),
        new Preprocessing(shape, 28, new ChannelStatistics(List.of(0.5), List.of(0.5))));
  }
}
