package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.storage.Storage;
import io.tench.driver.Cluster;
import io.tench.driver.Evaluator;
import io.tench.driver.HeadTraining;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlanner;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Training;
import io.tench.driver.RunDescription;
import io.tench.driver.Trainer;
import io.tench.driver.Version;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.configuration.RunConfigurationWriter;
import io.tench.driver.preflight.DriverHeap;
import io.tench.driver.preflight.Exactness;
import io.tench.driver.preflight.Preflight;
import io.tench.driver.preflight.Supply;
import io.tench.driver.preflight.TrainingDemand;
import io.tench.driver.transferability.CellTraining;
import io.tench.models.Checkpoint;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.TrainingPosition;
import io.tench.workers.Backends;
import io.tench.workers.NetworkMemory;
import io.tench.workers.NetworkSettings;
import io.tench.workers.ScoringSettings;
import io.tench.workers.TrainingSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;

/** A run, put together from its configuration, to be trained on Spark. */
public final class TrainingRun implements CellTraining {
  private final RunConfiguration configuration;
  private final RunDescription description;
  private final RunStart start;
  private final JavaSparkContext spark;
  private final Jobs jobs;
  private final NetworkSettings settings;
  private final DataSet train;
  private final ProgressListener listener;
  private final Trainer trainer;

  /**
   * A run that is ready to train.
   *
   * @param storage of the run's folder
   * @throws BadInputException if the parts of the configuration do not fit each other or the data
   */
  public TrainingRun(
      JavaSparkContext spark,
      Storage storage,
      RunConfiguration configuration,
      DataSet train,
      DataSet validation,
      ProgressListener listener) {
    requireSameClasses(train, validation);
    this.start = RunStart.of(storage, configuration, train);
    this.spark = spark;
    this.jobs = new Jobs(spark, Duration.ofSeconds(configuration.faultTolerance().stallTimeout()));
    this.settings = settings(start.configuration(), start.network()).withRates(start.rates().at(0));
    this.train = train;
    this.listener = listener;
    Training training = configuration.training();
    String backend = Backends.named(training.backend(), settings).name();
    this.configuration =
        start
            .configuration()
            .withTraining(training.withBackend(backend))
            .withLocations(configuration.run(), data(configuration.data(), train));
    this.description =
        new RunDescription(
            RunConfigurationWriter.resolvedYaml(this.configuration), provenance(backend));
    this.trainer = trainer(storage, validation);
  }

  private Trainer trainer(Storage storage, DataSet validation) {
    Training training = configuration.training();
    RoundPlanner planner = new RoundPlanner(configuration, train.rows(), start.rates());
    NetworkDescription network = start.network();
    ParameterLayout layout = network.layout();
    BatchSettings batches =
        new BatchSettings(
            training.batchSize(),
            network.preprocessing(),
            configuration.augmentation(),
            Batch.Layout.CHANNELS_FIRST,
            training.prefetch());
    TrainingSettings rounds =
        new TrainingSettings(
            training.backend(),
            settings,
            planner.learningRate(),
            batches,
            maxLoss(),
            configuration.seed(),
            start.rates());
    ScoringSettings scoring =
        new ScoringSettings(
            training.backend(),
            settings,
            network.preprocessing(),
            configuration.evaluation().batchSize(),
            training.prefetch());
    Cluster cluster;
    Evaluator evaluator;
    if (configuration.transfer().onFeatures()) {
      HeadTraining head = new HeadTraining(storage, configuration, network, start.rates());
      layout = head.layout();
      cluster = head.cluster(train, rounds);
      evaluator = head.evaluator(validation, scoring);
    } else {
      cluster =
          new SparkCluster(
              spark, jobs, train, rounds, training.innerState(), training.compression(), layout);
      evaluator = new SparkEvaluator(spark, jobs, validation, scoring);
    }
    return new Trainer(
        configuration,
        description,
        planner,
        cluster,
        evaluator,
        layout,
        new CheckpointStore(
            storage, configuration.run(), configuration.checkpoints().keepLast(), listener::warned),
        listener);
  }

  /** The configuration that was given, with the engine that {@code auto} came out as. */
  public RunConfiguration configuration() {
    return configuration;
  }

  /** The network that is trained. */
  public NetworkDescription network() {
    return start.network();
  }

  /**
   * Trains to the end, from wherever the run was left; see {@link Trainer#train}.
   *
   * @throws BadInputException also if the run does not fit on the executors, or they cannot compute
   *     as it wants
   */
  @Override
  public Checkpoint train() {
    return trainer.train(this::initial, checked());
  }

  /** What the executors that are there compute with, once it is known that the run fits them. */
  private Exactness checked() {
    try {
      ExecutorCheck.run(
          spark, jobs, configuration.training().backend(), configuration.training().compute());
      Collection<ExecutorFacts> executors = ExecutorFacts.all(spark, jobs);
      Preflight preflight = preflight(executors);
      listener.checked(preflight);
      preflight.requireFit();
      return exactness(executors);
    } catch (InterruptedException stopped) {
      // The trainer meets the same stop before its first round, and ends the run as it should.
      return Exactness.UNKNOWN;
    }
  }

  private Preflight preflight(Collection<ExecutorFacts> executors) {
    Training training = configuration.training();
    Supply supply = ExecutorSupply.of(spark, executors);
    return new Preflight(
        TrainingDemand.of(
            configuration,
            NetworkMemory.of(training.backend(), settings, training.batchSize()),
            start.network().layout().length(),
            train.manifest(),
            supply),
        supply,
        spark.isLocal() || configuration.transfer().onFeatures()
            ? Optional.empty()
            : Optional.of(driverHeap()));
  }

  private DriverHeap driverHeap() {
    Training training = configuration.training();
    long parameters = start.network().layout().length();
    int results =
        Slicing.atDriver(
            training.replicas(), training.resultBytes(parameters), spark.defaultParallelism());
    return DriverHeap.of(training, parameters, results, Runtime.getRuntime().maxMemory());
  }

  private Exactness exactness(Collection<ExecutorFacts> executors) {
    return new Exactness(
        configuration.training().compute().device().isGpu(),
        executors.stream()
            .collect(
                Collectors.toMap(
                    ExecutorFacts::host, ExecutorFacts::processor, (one, same) -> one)));
  }

  /** Asks for an early end, from any thread; see {@link Trainer#stop}. */
  @Override
  public void stop() {
    trainer.stop();
  }

  private double maxLoss() {
    double maxLoss = configuration.faultTolerance().maxLoss();
    return maxLoss == 0 ? Double.MAX_VALUE : maxLoss;
  }

  private Checkpoint initial() {
    return new Checkpoint(
        start.network(),
        TrainingPosition.START,
        start.parameters().get(),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new Checkpoint.TrainingReport(
            configuration.seed(),
            description.configuration(),
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            description.provenance()));
  }

  private static RunConfiguration.Data data(RunConfiguration.Data data, DataSet train) {
    String found = train.fingerprint();
    if (!data.fingerprint().equals(RunConfiguration.Data.ANY)
        && !data.fingerprint().equals(found)) {
      throw new BadInputException(
          "%s has the fingerprint %s where data.fingerprint says %s: put that data set there, or set data.fingerprint to any."
              .formatted(train.location(), found, data.fingerprint()));
    }
    return data.withFingerprint(found);
  }

  private static void requireSameClasses(DataSet train, DataSet validation) {
    if (!train.manifest().labels().equals(validation.manifest().labels())) {
      throw new BadInputException(
          "%s has other classes than %s (%d and %d of them): set data.validation to a data set that was ingested with the same labels."
              .formatted(
                  validation.location(),
                  train.location(),
                  validation.manifest().labels().size(),
                  train.manifest().labels().size()));
    }
  }

  private static NetworkSettings settings(
      RunConfiguration configuration, NetworkDescription network) {
    Training training = configuration.training();
    return new NetworkSettings(
            network.json(),
            configuration.network().input(),
            network.labels().size(),
            training.threadsPerReplica(),
            training.innerOptimizer(),
            training.labelSmoothing(),
            training.gradientClip())
        .withCompute(training.compute());
  }

  private static String provenance(String backend) {
    return "Tench %s, Java %s, %s".formatted(Version.current(), Runtime.version(), backend);
  }
}
