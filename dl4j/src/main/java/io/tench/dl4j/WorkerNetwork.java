package io.tench.dl4j;

import io.tench.models.OptimizerState;
import io.tench.models.Pool;
import io.tench.workers.nd4j.HostMemory;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import org.apache.spark.TaskContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A DL4J network in an executor: built once, used again from round to round. */
final class WorkerNetwork {
  private static Source openSource;
  private static Pool<WorkerNetwork> open;

  private final Model model;

  /**
   * What a network is built from.
   *
   * @param json its configuration, with counts of 0
   * @param graph whether it is a ComputationGraph; else a MultiLayerNetwork
   * @param torch whether libtorch computes its gradients; else DL4J
   */
  record Source(String json, boolean graph, boolean torch) implements Serializable {
    private Model build() {
      if (graph) {
        ComputationGraphConfiguration graph = ComputationGraphConfiguration.fromJson(json);
        return torch ? new TorchGraph(graph) : new ComputationGraph(graph);
      }
      MultiLayerConfiguration layers = MultiLayerConfiguration.fromJson(json);
      return torch ? new TorchLayers(layers) : new MultiLayerNetwork(layers);
    }
  }

  /** Where training is, for the schedules of DL4J's updaters. */
  record Position(int iteration, int epoch) implements Serializable {}

  private WorkerNetwork(Source source) {
    model = source.build();
    model.init();
  }

  /** This process's networks of this kind; those of another kind are let go. */
  static synchronized Pool<WorkerNetwork> of(Source source) {
    if (!source.equals(openSource)) {
      if (open != null) {
        open.close();
      }
      open = new Pool<>(Integer.MAX_VALUE, () -> new WorkerNetwork(source), WorkerNetwork::close);
      openSource = source;
    }
    return open;
  }

  /**
   * Sets all of the network's state. The arrays are copied.
   *
   * @param seed of dropout
   */
  void load(float[] parameters, OptimizerState updater, Position position, long seed) {
    Nd4j.getRandom().setSeed(seed);
    if (model instanceof TorchStep.Driven driven) {
      driven.torch().start(seed, TaskContext.get().cpus());
    }
    HostMemory.fill(model.params(), parameters);
    INDArray state = updaterState(model);
    if (state != null) {
      HostMemory.fill(state, updater.vectors().get(0));
    }
    if (model instanceof ComputationGraph graph) {
      graph.getConfiguration().setIterationCount(position.iteration());
      graph.getConfiguration().setEpochCount(position.epoch());
    } else if (model instanceof MultiLayerNetwork layers) {
      layers.setIterationCount(position.iteration());
      layers.setEpochCount(position.epoch());
    }
  }

  void setListeners(Collection<TrainingListener> listeners) {
    model.setListeners(listeners);
  }

  /**
   * One step of the network's own updaters.
   *
   * @return the loss, as DL4J scores it
   */
  double fit(MultiDataSet batch) {
    if (model instanceof ComputationGraph graph) {
      graph.fit(batch);
    } else if (model instanceof MultiLayerNetwork layers) {
      layers.fit(
          batch.getFeatures(0),
          batch.getLabels(0),
          only(batch.getFeaturesMaskArrays()),
          only(batch.getLabelsMaskArrays()));
    }
    return model.score();
  }

  /** DL4J's own fit of a MultiDataSet takes masks of labels only beside masks of features. */
  private static INDArray only(INDArray[] masks) {
    return masks == null ? null : masks[0];
  }

  float[] parameters() {
    return copy(model.params());
  }

  OptimizerState updater() {
    return updater(model);
  }

  /** The state of a network's updaters as one vector, or none where they keep none. */
  static OptimizerState updater(Model model) {
    INDArray state = updaterState(model);
    return state == null ? OptimizerState.NONE : new OptimizerState(List.of(copy(state)), 0);
  }

  /** A view of the same, or null. */
  static INDArray updaterState(Model model) {
    return model instanceof ComputationGraph graph
        ? graph.getUpdater().getStateViewArray()
        : ((MultiLayerNetwork) model).getUpdater().getStateViewArray();
  }

  static float[] copy(INDArray array) {
    float[] values = new float[Math.toIntExact(array.length())];
    HostMemory.copy(array, values);
    return values;
  }

  private void close() {
    if (model instanceof TorchStep.Driven driven) {
      driven.torch().close();
    }
    INDArray state = updaterState(model);
    if (state != null) {
      state.close();
    }
    model.params().close();
  }
}
