package io.tench.dl4j;

import io.tench.datasets.BadInputException;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.nd4j.HostMemory;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.buffer.DataType;

/** The network that a dl4j-spark program holds on the driver. */
sealed interface DrivenNetwork {
  JavaSparkContext spark();

  Model model();

  /** What the replicas are built from, with libtorch for their gradients or not. */
  WorkerNetwork.Source source(boolean torch);

  WorkerNetwork.Position position();

  /** It as a graph, with the same layers in the same order. */
  ComputationGraphConfiguration asGraph();

  /** Where batch norm keeps its statistics; layers that Tench does not know come as a whole. */
  default ParameterLayout layout() {
    return ParameterLayout.ofAny(asGraph());
  }

  void setIteration(int iteration);

  void setScore(double score);

  /**
   * The parameters.
   *
   * @throws BadInputException if they are not float32
   */
  default float[] parameters() {
    if (model().params().dataType() != DataType.FLOAT) {
      throw new BadInputException(
          "The network's data type is %s: build it with dataType(DataType.FLOAT), which Tench trains in."
              .formatted(model().params().dataType()));
    }
    return WorkerNetwork.copy(model().params());
  }

  default OptimizerState updater() {
    return WorkerNetwork.updater(model());
  }

  /** Gives the network its new state. */
  default void take(float[] parameters, OptimizerState updater) {
    HostMemory.fill(model().params(), parameters);
    if (!updater.vectors().isEmpty()) {
      HostMemory.fill(WorkerNetwork.updaterState(model()), updater.vectors().get(0));
    }
  }

  /** A graph. */
  record Graph(SparkComputationGraph holder) implements DrivenNetwork {
    private ComputationGraphConfiguration configuration() {
      return holder.getNetwork().getConfiguration();
    }

    @Override
    public JavaSparkContext spark() {
      return holder.getSparkContext();
    }

    @Override
    public Model model() {
      return holder.getNetwork();
    }

    @Override
    public WorkerNetwork.Source source(boolean torch) {
      ComputationGraphConfiguration plain = configuration().clone();
      plain.setIterationCount(0);
      plain.setEpochCount(0);
      return new WorkerNetwork.Source(plain.toJson(), true, torch);
    }

    @Override
    public WorkerNetwork.Position position() {
      return new WorkerNetwork.Position(
          configuration().getIterationCount(), configuration().getEpochCount());
    }

    @Override
    public ComputationGraphConfiguration asGraph() {
      return configuration().clone();
    }

    @Override
    public void setIteration(int iteration) {
      configuration().setIterationCount(iteration);
    }

    @Override
    public void setScore(double score) {
      holder.setScore(score);
    }
  }

  /** A stack of layers. */
  record Layers(SparkDl4jMultiLayer holder) implements DrivenNetwork {
    private MultiLayerNetwork network() {
      return holder.getNetwork();
    }

    @Override
    public JavaSparkContext spark() {
      return holder.getSparkContext();
    }

    @Override
    public Model model() {
      return network();
    }

    @Override
    public WorkerNetwork.Source source(boolean torch) {
      MultiLayerConfiguration plain = network().getLayerWiseConfigurations().clone();
      plain.setIterationCount(0);
      plain.setEpochCount(0);
      return new WorkerNetwork.Source(plain.toJson(), false, torch);
    }

    @Override
    public WorkerNetwork.Position position() {
      return new WorkerNetwork.Position(network().getIterationCount(), network().getEpochCount());
    }

    @Override
    public ComputationGraphConfiguration asGraph() {
      return network().toComputationGraph().getConfiguration();
    }

    @Override
    public void setIteration(int iteration) {
      network().setIterationCount(iteration);
    }

    @Override
    public void setScore(double score) {
      holder.setScore(score);
    }
  }
}
