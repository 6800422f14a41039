package io.tench.driver.cli.bench;

import io.tench.datasets.DataSet;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.cli.DataSets;
import io.tench.driver.configuration.RunConfigurationReader;
import io.tench.driver.spark.SparkConnection;
import io.tench.driver.spark.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Seconds of training until a top-1 accuracy on the validation data is reached: Tench, or
 * dl4j-spark's ParameterAveragingTrainingMaster with the same configuration. Prints each epoch;
 * evaluations do not count.
 *
 * <pre>
 * java … io.tench.driver.cli.bench.TimeToAccuracyBench tench|dl4j-spark CONF.yaml PERCENT [KEY=VALUE …]
 * </pre>
 *
 * <p>DL4J's oneDNN helpers are in use unless {@code
 * -Dorg.eclipse.deeplearning4j.helpers.disable=true} is given, which is how DL4J comes.
 */
public final class TimeToAccuracyBench {
  private TimeToAccuracyBench() {}

  public static void main(String[] arguments) throws IOException {
    String who = arguments[0];
    double target = Double.parseDouble(arguments[2]) / 100;
    RunConfiguration configuration =
        RunConfigurationReader.read(
            arguments[1],
            Files.readString(Path.of(arguments[1])),
            Arrays.asList(arguments).subList(3, arguments.length));
    String folder = Files.createTempDirectory("time-to-accuracy").toString();
    HadoopStorage storage = new HadoopStorage();
    try (JavaSparkContext spark =
        SparkConnection.open("time to accuracy", Optional.of("local[2]"), 1)) {
      DataSet train = DataSets.open(storage, configuration.data().train(), folder);
      DataSet validation = DataSets.open(storage, configuration.data().validation(), folder);
      Epochs epochs = new Epochs(who, target);
      if (who.equals("tench")) {
        RunConfiguration run = configuration.withLocations(folder, configuration.data());
        TenchEpochs listener = new TenchEpochs(epochs);
        TrainingRun training = new TrainingRun(spark, storage, run, train, validation, listener);
        listener.stop = training::stop;
        training.train();
      } else {
        new Dl4jTraining(spark, configuration, train, validation).run(epochs);
      }
    } finally {
      storage.delete(folder);
    }
  }

  /** Prints what each epoch comes to, until the target is reached. */
  static final class Epochs {
    private final String who;
    private final double target;
    private int epoch;
    private double seconds;

    private Epochs(String who, double target) {
      this.who = who;
      this.target = target;
    }

    void trained(double more) {
      seconds += more;
    }

    /** True if that is enough. */
    boolean evaluated(double top1) {
      epoch++;
      System.out.printf(
          Locale.ROOT,
          "%s epoch %d: %.1f s of training, %.2f%%%s%n",
          who,
          epoch,
          seconds,
          100 * top1,
          top1 >= target ? ", reached" : "");
      return top1 >= target;
    }
  }

  private static final class TenchEpochs implements ProgressListener {
    private final Epochs epochs;
    private Runnable stop = () -> {};

    TenchEpochs(Epochs epochs) {
      this.epochs = epochs;
    }

    @Override
    public void roundFinished(RoundReport report) {
      RoundReport.Times times = report.times();
      epochs.trained(times.round().plus(times.publishing()).toNanos() / 1e9);
      report
          .validation()
          .filter(metrics -> epochs.evaluated(metrics.top1()))
          .ifPresent(reached -> stop.run());
    }
  }
}
