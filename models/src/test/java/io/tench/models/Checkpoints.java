package io.tench.models;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Checkpoint.Best;
import io.tench.models.Checkpoint.TrainingReport;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Checkpoints for tests. */
final class Checkpoints {
  private Checkpoints() {}

  /** Of a LeNet for three classes, with a momentum vector and two outer ones. */
  static Checkpoint lenet() {
    return of(
        "lenet", new ImageShape(1, 28, 28), List.of("tench", "goldfish", "great white"), 1, 2);
  }

  static Checkpoint of(
      String architecture, ImageShape shape, List<String> names, int inner, int outer) {
    double channel = 1.0 / 3;
    List<Double> channels = IntStream.range(0, shape.channels()).mapToObj(c -> channel).toList();
    NetworkDescription network =
        new NetworkDescription(
            architecture,
            Architecture.named(architecture).configuration(shape, names.size(), 9).toJson(),
            LabelMap.ofNames(names),
            new Preprocessing(shape, shape.height(), new ChannelStatistics(channels, channels)));
    float[] parameters = InitialParameters.of(network.configuration(), 9);
    return new Checkpoint(
        network,
        new TrainingPosition(42, 3, 8_000_000_000L, 336),
        parameters,
        state(inner, parameters.length, 336),
        state(outer, parameters.length, 42),
        new TrainingReport(
            -5,
            "run: somewhere # déjà vu\n",
            0.1,
            2.0 / 3,
            Optional.of(new Metrics(1000, 0.3, 0.9, 0.99)),
            Optional.of(new Best(40, 0.91)),
            "Tench 0.1.0",
            List.of("EPYC 7763")));
  }

  private static OptimizerState state(int vectors, int length, long steps) {
    Random random = new Random(vectors);
    return new OptimizerState(
        IntStream.range(0, vectors)
            .mapToObj(
                vector -> {
                  float[] values = new float[length];
                  for (int index = 0; index < length; index++) {
                    values[index] = Float.intBitsToFloat(random.nextInt());
                  }
                  return values;
                })
            .toList(),
        steps);
  }
}
