package io.tench.dl4j;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tench.driver.OuterOptimizer;
import io.tench.models.OptimizerState;
import io.tench.workers.Backends;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.datavec.spark.util.BroadcastHadoopConfigHolder;
import org.datavec.spark.util.SerializableHadoopConfig;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.core.loader.MultiDataSetLoader;
import org.deeplearning4j.core.storage.StatsStorageRouter;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.deeplearning4j.spark.api.TrainingHook;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.api.TrainingResult;
import org.deeplearning4j.spark.api.TrainingWorker;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the networks of dl4j-spark by Tench's rounds, in place of {@code
 * ParameterAveragingTrainingMaster}: any network that DL4J can fit, with its own updaters.
 *
 * <p>Given a seed, the result depends on it, the RDD and the settings alone, not on executors.
 */
public final class TenchTrainingMaster
    implements TrainingMaster<TrainingResult, TrainingWorker<TrainingResult>> {
  private static final Logger LOG = LoggerFactory.getLogger(TenchTrainingMaster.class);

  private final RoundSettings settings;
  private ArrayList<TrainingListener> listeners = new ArrayList<>();
  private OptimizerState outer = OptimizerState.NONE;
  private Optional<String> obstacle = Optional.empty();

  private TenchTrainingMaster(RoundSettings settings) {
    this.settings = settings;
  }

  /** Named and defaulted as {@code ParameterAveragingTrainingMaster}'s. */
  public static final class Builder {
    private final int numWorkers;
    private final int rddDataSetNumExamples;
    private int batchSizePerWorker = 16;
    private int averagingFrequency = 5;
    private boolean saveUpdater = true;
    private OuterOptimizer outerOptimizer = new OuterOptimizer.Average();
    private long rngSeed = 1;
    private String backend = Backends.AUTO;

    /**
     * A builder.
     *
     * @param numWorkers replicas
     * @param rddDataSetNumExamples examples in each DataSet of the RDD
     */
    public Builder(int numWorkers, int rddDataSetNumExamples) {
      this.numWorkers = numWorkers;
      this.rddDataSetNumExamples = rddDataSetNumExamples;
    }

    /** Examples of a step. */
    public Builder batchSizePerWorker(int examples) {
      batchSizePerWorker = examples;
      return this;
    }

    /** Steps of a round. */
    public Builder averagingFrequency(int steps) {
      averagingFrequency = steps;
      return this;
    }

    /** Whether the updaters' state (momentum) is averaged too; else it is the same each round. */
    public Builder saveUpdater(boolean save) {
      saveUpdater = save;
      return this;
    }

    /** The average, or DiLoCo's Nesterov. */
    public Builder outerOptimizer(OuterOptimizer optimizer) {
      outerOptimizer = optimizer;
      return this;
    }

    public Builder rngSeed(long seed) {
      rngSeed = seed;
      return this;
    }

    /**
     * Which engine computes the gradients: {@code nd4j} (DL4J's own), {@code torch} (libtorch,
     * which is faster, and refuses networks that it cannot run), or {@code auto}: torch where it
     * can.
     */
    public Builder backend(String name) {
      backend = name;
      return this;
    }

    /**
     * The training master.
     *
     * @throws IllegalArgumentException if a value is out of range
     * @throws io.tench.datasets.BadInputException if there is no such backend
     */
    public TenchTrainingMaster build() {
      return new TenchTrainingMaster(
          new RoundSettings(
              numWorkers,
              rddDataSetNumExamples,
              batchSizePerWorker,
              averagingFrequency,
              saveUpdater,
              outerOptimizer,
              rngSeed,
              backend));
    }
  }

  @Override
  public void executeTraining(SparkDl4jMultiLayer network, JavaRDD<DataSet> data) {
    fit(new DrivenNetwork.Layers(network), data.map(Reading.Stored::write), stored());
  }

  @Override
  public void executeTraining(SparkComputationGraph graph, JavaRDD<DataSet> data) {
    fit(new DrivenNetwork.Graph(graph), data.map(Reading.Stored::write), stored());
  }

  @Override
  public void executeTrainingMDS(SparkComputationGraph graph, JavaRDD<MultiDataSet> data) {
    fit(
        new DrivenNetwork.Graph(graph),
        data.map(Reading.StoredMulti::write),
        new Reading.StoredMulti());
  }

  @Override
  public void executeTrainingPaths(
      SparkDl4jMultiLayer network,
      SparkComputationGraph graph,
      JavaRDD<String> paths,
      DataSetLoader loader,
      MultiDataSetLoader multiLoader) {
    DrivenNetwork driven =
        network == null ? new DrivenNetwork.Graph(graph) : new DrivenNetwork.Layers(network);
    Broadcast<SerializableHadoopConfig> hadoop = BroadcastHadoopConfigHolder.get(driven.spark());
    Reading reading =
        loader == null
            ? new Reading.LoadedMulti(multiLoader, hadoop)
            : new Reading.Loaded(loader, hadoop);
    fit(driven, paths.map(path -> path.getBytes(StandardCharsets.UTF_8)), reading);
  }

  private static Reading stored() {
    return new Reading.Stored();
  }

  private void fit(DrivenNetwork network, JavaRDD<byte[]> objects, Reading reading) {
    JavaRDD<byte[]> kept = objects.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Epoch epoch = Epoch.of(kept, settings, network.position().epoch());
      if (epoch.rounds() == 0) {
        LOG.warn("The RDD is empty: nothing was trained.");
        return;
      }
      EpochTraining training = new EpochTraining(network, settings, torch(network), outer);
      training.run(epoch, reading, listeners);
      outer = training.outer();
    } finally {
      kept.unpersist(false);
    }
  }

  private boolean torch(DrivenNetwork network) {
    TrainingBackend backend = TrainingBackend.of(settings.backend(), network.asGraph(), listeners);
    if (!backend.obstacle().equals(obstacle)) {
      backend
          .obstacle()
          .ifPresent(reason -> LOG.info("backend: auto is nd4j here; as for torch, {}", reason));
      obstacle = backend.obstacle();
    }
    return backend.torch();
  }

  /** Tench's workers are no dl4j-spark workers. */
  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkDl4jMultiLayer network) {
    throw new UnsupportedOperationException(
        "TenchTrainingMaster trains by executeTraining; it has no dl4j-spark worker to hand out");
  }

  /** Tench's workers are no dl4j-spark workers. */
  @Override
  public TrainingWorker<TrainingResult> getWorkerInstance(SparkComputationGraph graph) {
    throw new UnsupportedOperationException(
        "TenchTrainingMaster trains by executeTraining; it has no dl4j-spark worker to hand out");
  }

  /** Not supported: use listeners. */
  @Override
  public void addHook(TrainingHook hook) {
    throw new UnsupportedOperationException(
        "TenchTrainingMaster calls no hooks: use a TrainingListener");
  }

  @Override
  public void removeHook(TrainingHook hook) {}

  /** Listeners that each replica's network gets; they must be serializable. */
  @Override
  public void setListeners(Collection<TrainingListener> listeners) {
    this.listeners = new ArrayList<>(listeners == null ? List.of() : listeners);
  }

  @Override
  public void setListeners(StatsStorageRouter router, Collection<TrainingListener> listeners) {
    if (router != null) {
      LOG.warn("TenchTrainingMaster sends nothing to a StatsStorageRouter.");
    }
    setListeners(listeners);
  }

  @Override
  public void setCollectTrainingStats(boolean collect) {
    if (collect) {
      LOG.warn("TenchTrainingMaster keeps no training statistics: Spark's pages show each round.");
    }
  }

  @Override
  public boolean getIsCollectTrainingStats() {
    return false;
  }

  /** Always null. */
  @Override
  public SparkTrainingStats getTrainingStats() {
    return null;
  }

  @Override
  public String toJson() {
    return write(new ObjectMapper());
  }

  @Override
  public String toYaml() {
    return write(new YAMLMapper());
  }

  private String write(ObjectMapper mapper) {
    try {
      return mapper.writeValueAsString(settings);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a record of numbers is no JSON", impossible);
    }
  }

  /** There are none. */
  @Override
  public boolean deleteTempFiles(JavaSparkContext spark) {
    return true;
  }

  /** There are none. */
  @Override
  public boolean deleteTempFiles(SparkContext spark) {
    return true;
  }
}
