package io.tench.driver.cli.bench;

import io.tench.datasets.DataSet;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cli.DataSets;
import io.tench.driver.compression.Compression;
import io.tench.driver.spark.SparkConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a round costs beyond its replicas' own work: Tench beside dl4j-spark's
 * ParameterAveragingTrainingMaster in one process, on the same network and backend, with momentum
 * that is averaged too. Prints medians of rounds.
 *
 * <pre>java … io.tench.driver.cli.bench.RoundMachineryBench [MASTER [ROUNDS]]</pre>
 *
 * <p>{@code machinery} is a round less the slowest replica's own work. Own work is all that a
 * replica does in Tench, taking over parameters, waiting for images and giving its parameters back
 * included; dl4j-spark's workers report the taking over and the steps only. So {@code beyond
 * steps}, a round less the steps of the slowest replica, stands beside it.
 */
public final class RoundMachineryBench {
  private RoundMachineryBench() {}

  public static void main(String[] arguments) throws IOException {
    String master = arguments.length > 0 ? arguments[0] : "local[2]";
    int measured = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    Rounds rounds = new Rounds(5, measured, 2, 2, 4);
    Path folder = Files.createTempDirectory("round-machinery");
    System.out.printf(
        Locale.ROOT,
        "%s, %d rounds after %d, %d replicas x %d steps of %d images%n%-12s %-10s %9s %12s %14s%n",
        master,
        measured,
        rounds.warmUp(),
        rounds.replicas(),
        rounds.innerSteps(),
        rounds.batchSize(),
        "parameters",
        "",
        "round ms",
        "machinery ms",
        "beyond steps ms");
    try (JavaSparkContext spark = SparkConnection.open("round machinery", Optional.of(master), 1)) {
      DataSet data =
          DataSets.open(new HadoopStorage(), "sample:fashion-mnist/train", folder.toString());
      for (BenchNetwork network : BenchNetwork.BOTH) {
        String run = folder.resolve(network.name().replace(' ', '-')).toString();
        List<RoundTime> tench =
            TenchRounds.run(spark, network, "nd4j", Compression.NONE, rounds, data, run);
        List<RoundTime> dl4j = Dl4jRounds.run(spark, network, rounds);
        print(network, "Tench", tench);
        print(network, "dl4j-spark", dl4j);
        System.out.printf(
            Locale.ROOT,
            "%-12s %-10s %9.1f %12.1f %14.1f%n",
            network.name(),
            "ratio",
            RoundTime.median(dl4j, RoundTime::round) / RoundTime.median(tench, RoundTime::round),
            RoundTime.median(dl4j, RoundTime::machinery)
                / RoundTime.median(tench, RoundTime::machinery),
            RoundTime.median(dl4j, RoundTime::beyondSteps)
                / RoundTime.median(tench, RoundTime::beyondSteps));
      }
    }
  }

  private static void print(BenchNetwork network, String who, List<RoundTime> times) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %-10s %9.1f %12.1f %14.1f%n",
        network.name(),
        who,
        1e3 * RoundTime.median(times, RoundTime::round),
        1e3 * RoundTime.median(times, RoundTime::machinery),
        1e3 * RoundTime.median(times, RoundTime::beyondSteps));
  }
}
