package io.tench.models;

import io.tench.models.Checkpoint.Best;
import io.tench.models.Checkpoint.TrainingReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@value #FILE}: all of a checkpoint that is neither a vector nor a file of its own.
 *
 * @param validation null before the first evaluation
 * @param best null before the first evaluation
 */
record CheckpointContent(
    String architecture,
    long seed,
    TrainingPosition position,
    Optimizer inner,
    Optimizer outer,
    double trainingLoss,
    double trainingAccuracy,
    Metrics validation,
    Best best,
    String provenance,
    List<String> processors) {
  /** The key that earlier checkpoints do not have. */
  static final String PROCESSORS = "processors";

  static final String FILE = "training.json";
  static final String NETWORK = "network.json";
  static final String LAYOUT = "layout.json";
  static final String LABELS = "labels.json";
  static final String PREPROCESSING = "preprocessing.json";
  static final String CONFIGURATION = "configuration.yaml";
  static final String PARAMETERS = "parameters.f32";

  CheckpointContent {
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(position, "position");
    Objects.requireNonNull(inner, "inner");
    Objects.requireNonNull(outer, "outer");
    Objects.requireNonNull(provenance, "provenance");
    processors = List.copyOf(processors);
  }

  /** An optimizer's state without its vectors, which are files. */
  record Optimizer(long steps, int vectors) {
    Optimizer {
      if (steps < 0 || vectors < 0 || vectors > 9) {
        throw new IllegalArgumentException(
            "an optimizer must have steps >= 0 and 0..9 vectors, had %d and %d"
                .formatted(steps, vectors));
      }
    }

    static Optimizer of(OptimizerState state) {
      return new Optimizer(state.steps(), state.vectors().size());
    }

    /** The vectors' files: {@code inner-0.f32}, {@code inner-1.f32}, …. */
    List<String> files(String optimizer) {
      List<String> names = new ArrayList<>();
      for (int index = 0; index < vectors; index++) {
        names.add("%s-%d.f32".formatted(optimizer, index));
      }
      return names;
    }
  }

  static CheckpointContent of(Checkpoint checkpoint) {
    TrainingReport report = checkpoint.report();
    return new CheckpointContent(
        checkpoint.network().architecture(),
        report.seed(),
        checkpoint.position(),
        Optimizer.of(checkpoint.inner()),
        Optimizer.of(checkpoint.outer()),
        report.trainingLoss(),
        report.trainingAccuracy(),
        report.validation().orElse(null),
        report.best().orElse(null),
        report.provenance(),
        report.processors());
  }

  TrainingReport report(String configuration) {
    return new TrainingReport(
        seed,
        configuration,
        trainingLoss,
        trainingAccuracy,
        Optional.ofNullable(validation),
        Optional.ofNullable(best),
        provenance,
        processors);
  }

  /** Names of the files that hold vectors. */
  List<String> vectors() {
    List<String> names = new ArrayList<>();
    names.add(PARAMETERS);
    names.addAll(inner.files("inner"));
    names.addAll(outer.files("outer"));
    return names;
  }

  /** Names of all files that a checkpoint with this content has, the manifest aside. */
  List<String> files() {
    List<String> names = vectors();
    names.addAll(List.of(NETWORK, LAYOUT, LABELS, PREPROCESSING, CONFIGURATION, FILE));
    return names;
  }
}
