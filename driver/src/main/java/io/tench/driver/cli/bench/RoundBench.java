package io.tench.driver.cli.bench;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cli.BackendOption;
import io.tench.driver.cli.DataSets;
import io.tench.driver.cli.MasterOption;
import io.tench.driver.cli.Wording;
import io.tench.driver.compression.Compression;
import io.tench.workers.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "round",
    description = {
      "What a round costs beyond its replicas' own work, for a small and a large network.",
      "Machinery is a round less all that its slowest replica does; beyond steps is a round less that replica's steps."
    },
    mixinStandardHelpOptions = true)
final class RoundBench implements Callable<Integer> {
  private static final String SAMPLE = "sample:fashion-mnist/train";

  @Spec private CommandSpec spec;

  @Mixin private MasterOption master;

  @Option(
      names = "--replicas",
      defaultValue = "2",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Default: ${DEFAULT-VALUE}.")
  private int replicas;

  @Option(
      names = "--rounds",
      defaultValue = "20",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "That count, after 5 that do not; default: ${DEFAULT-VALUE}.")
  private int measured;

  @Mixin private BackendOption backend;

  @Option(
      names = "--compression",
      defaultValue = "none",
      paramLabel = "HOW",
      description = "none, bfloat16 or int8; default: ${DEFAULT-VALUE}.")
  private Compression compression;

  @Override
  public Integer call() throws IOException {
    Rounds rounds = new Rounds(5, measured, replicas, 2, 4);
    HadoopStorage storage = new HadoopStorage();
    Path folder = Files.createTempDirectory("tench-bench");
    try (JavaSparkContext spark = master.open("tench bench", 1)) {
      DataSet data = DataSets.open(storage, SAMPLE, "file:" + folder);
      if (rounds.samples() > data.rows()) {
        throw new BadInputException(
            "The rounds take %d images and the embedded sample has %d: lower --rounds or --replicas."
                .formatted(rounds.samples(), data.rows()));
      }
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "Rounds on %s, %d replicas x %d steps of %d images, medians of %d rounds"
              .formatted(
                  spark.sc().master(),
                  replicas,
                  rounds.innerSteps(),
                  rounds.batchSize(),
                  rounds.measured()));
      for (BenchNetwork network : BenchNetwork.BOTH) {
        String run = "file:" + folder.resolve(network.name().replace(' ', '-'));
        List<RoundTime> times =
            TenchRounds.run(
                spark,
                network,
                Backends.named(backend.name()).name(),
                compression,
                rounds,
                data,
                run);
        out.println(
            Wording.format(
                "  %s parameters: round %8.1f ms  machinery %7.1f ms  beyond steps %7.1f ms",
                network.name(),
                1e3 * RoundTime.median(times, RoundTime::round),
                1e3 * RoundTime.median(times, RoundTime::machinery),
                1e3 * RoundTime.median(times, RoundTime::beyondSteps)));
      }
    } finally {
      storage.delete(folder.toString());
    }
    return 0;
  }
}
