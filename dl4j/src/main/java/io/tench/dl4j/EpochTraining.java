package io.tench.dl4j;

import io.tench.driver.Averaging;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.ReplicaResult;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.optimize.api.TrainingListener;

/**
 * A network on its way through an epoch, in Tench's rounds: one Spark job a round; replicas
 * averaged by samples, batch norm's variances merged; then the outer step.
 */
final class EpochTraining {
  private final DrivenNetwork network;
  private final RoundSettings settings;
  private final ParameterLayout layout;
  private final Averaging averaging;
  private final WorkerNetwork.Source source;
  private final WorkerNetwork.Position start;
  private float[] parameters;
  private OptimizerState updater;
  private OptimizerState outer;
  private int iteration;

  /**
   * @param torch whether libtorch computes the gradients
   * @param outer the outer optimizer's state after the epoch before
   */
  EpochTraining(
      DrivenNetwork network, RoundSettings settings, boolean torch, OptimizerState outer) {
    this.network = network;
    this.settings = settings;
    this.outer = outer;
    layout = network.layout();
    averaging =
        new Averaging(layout, settings.saveUpdater() ? InnerState.AVERAGE : InnerState.RESET);
    source = network.source(torch);
    start = network.position();
    iteration = start.iteration();
    parameters = network.parameters();
    updater = network.updater();
  }

  /** Goes through the epoch; the network has what came of it, also when a round fails. */
  void run(Epoch epoch, Reading reading, List<TrainingListener> listeners) {
    try {
      for (int round = 0; round < epoch.rounds(); round++) {
        run(epoch, round, reading, listeners);
      }
    } finally {
      network.take(parameters, updater);
      network.setIteration(iteration);
    }
  }

  private void run(Epoch epoch, int round, Reading reading, List<TrainingListener> listeners) {
    Broadcast<NetworkState> state =
        network.spark().broadcast(new NetworkState(parameters, updater));
    FitReplica fit =
        new FitReplica(
            source,
            new WorkerNetwork.Position(iteration, start.epoch()),
            settings,
            reading,
            new ArrayList<>(listeners),
            state);
    List<ReplicaResult> results;
    try {
      results = epoch.run(round, fit).stream().map(ReplicaPart::result).toList();
    } finally {
      state.destroy();
    }
    Averaging.Average average = averaging.of(results);
    OuterOptimizer.Step step =
        settings.outerOptimizer().step(parameters, average.parameters(), outer, 0, layout);
    parameters = step.parameters();
    outer = step.state();
    if (settings.saveUpdater()) {
      updater = average.inner();
    }
    iteration += results.stream().mapToInt(result -> result.report().steps()).max().orElse(0);
    double loss = results.stream().mapToDouble(result -> result.report().loss()).sum();
    long samples = results.stream().mapToLong(result -> result.report().samples()).sum();
    network.setScore(loss / samples);
  }

  OptimizerState outer() {
    return outer;
  }
}
