package io.tench.models.exchange;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import io.tench.models.TrainingPosition;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** Checkpoints whose every parameter has a value of its own, batch norm's statistics too. */
final class Trained {
  static final List<String> NAMES =
      List.of("tench", "goldfish", "great white shark", "ray", "cock", "hen", "“ostrich”");

  private Trained() {}

  /** For images of the smallest size that shows all of an architecture. */
  static Checkpoint small(String architecture) {
    int side =
        switch (architecture) {
          case "lenet" -> 28;
          case "alexnet" -> 64;
          case "squeezenet-1.1" -> 48;
          default -> 32;
        };
    return of(architecture, new ImageShape(architecture.equals("lenet") ? 1 : 3, side, side));
  }

  static Checkpoint of(String architecture, ImageShape shape) {
    ComputationGraphConfiguration configuration =
        Architecture.named(architecture).configuration(shape, NAMES.size(), 1);
    Preprocessing preprocessing =
        new Preprocessing(
            shape, shape.height() + 8, ChannelStatistics.IMAGENET.withChannels(shape.channels()));
    NetworkDescription network =
        new NetworkDescription(
            architecture, configuration.toJson(), LabelMap.ofNames(NAMES), preprocessing);
    return new Checkpoint(
        network,
        new TrainingPosition(3, 1, 5, 1234),
        parameters(configuration),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new TrainingReport(1, "", 0.5, 0.8, Optional.empty(), Optional.empty(), "test"));
  }

  /** Weights with the deviation that keeps a signal's size (He et al., ICCV 2015, eq. 10). */
  private static float[] parameters(ComputationGraphConfiguration configuration) {
    ParameterLayout layout = ParameterLayout.of(configuration);
    float[] parameters = new float[Math.toIntExact(layout.length())];
    SplittableRandom random = new SplittableRandom(11);
    for (ParameterSlice slice : layout.slices()) {
      double fanIn = (double) slice.length() / slice.shape().get(outAxis(slice));
      for (int index = (int) slice.offset(); index < slice.end(); index++) {
        double near = random.nextDouble() - 0.5;
        parameters[index] =
            (float)
                switch (slice.role()) {
                  case WEIGHT -> near * Math.sqrt(24 / fanIn);
                  case BIAS, SHIFT, RUNNING_MEAN -> 0.2 * near;
                  case SCALE, RUNNING_VARIANCE -> 1 + near;
                };
      }
    }
    return parameters;
  }

  private static int outAxis(ParameterSlice slice) {
    return switch (slice.shape().size()) {
      case 2 -> 1;
      case 4 -> slice.layer().startsWith("conv_dw") ? 2 : 0;
      default -> 0;
    };
  }
}
