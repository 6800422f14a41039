package io.tench.dl4j;

import io.tench.datasets.Seed;
import io.tench.models.OptimizerState;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import scala.Tuple2;

/** One replica's part of a round, on an executor: steps of the network's own updaters. */
record FitReplica(
    WorkerNetwork.Source source,
    WorkerNetwork.Position position,
    RoundSettings settings,
    Reading reading,
    ArrayList<TrainingListener> listeners,
    Broadcast<NetworkState> start)
    implements Function2<Integer, Iterator<Tuple2<Integer, byte[]>>, Iterator<ReplicaPart>> {

  @Override
  public Iterator<ReplicaPart> call(Integer place, Iterator<Tuple2<Integer, byte[]>> ranked) {
    long begun = System.nanoTime();
    int replica = place % settings.replicas();
    List<byte[]> objects = inOrder(ranked);
    NetworkState from = start.value();
    if (objects.isEmpty()) {
      Duration none = Duration.ZERO;
      return List.of(
              new ReplicaPart(
                  new ReplicaResult.Report(replica, 0, 0, 0, 0, none, none, none),
                  new NetworkState(new float[0], OptimizerState.NONE)))
          .iterator();
    }
    ReplicaPart output =
        WorkerNetwork.of(source)
            .with(
                network -> {
                  network.load(
                      from.parameters(),
                      from.updater(),
                      position,
                      Seed.of(settings.seed(), position.iteration(), replica));
                  network.setListeners(listeners);
                  return fit(network, replica, objects, begun);
                });
    return List.of(output).iterator();
  }

  private static List<byte[]> inOrder(Iterator<Tuple2<Integer, byte[]>> ranked) {
    List<Tuple2<Integer, byte[]>> objects = new ArrayList<>();
    ranked.forEachRemaining(objects::add);
    objects.sort(Comparator.comparing(Tuple2::_1));
    return objects.stream().map(Tuple2::_2).toList();
  }

  private ReplicaPart fit(WorkerNetwork network, int replica, List<byte[]> objects, long begun) {
    long samples = 0;
    int steps = 0;
    double loss = 0;
    long computing = 0;
    Iterator<MultiDataSet> batches = reading.batches(objects, settings.batchSize());
    while (batches.hasNext()) {
      MultiDataSet batch = batches.next();
      long size = batch.getFeatures(0).size(0);
      long step = System.nanoTime();
      loss += network.fit(batch) * size;
      computing += System.nanoTime() - step;
      samples += size;
      steps++;
    }
    OptimizerState updater = settings.saveUpdater() ? network.updater() : OptimizerState.NONE;
    float[] parameters = network.parameters();
    Duration total = Duration.ofNanos(System.nanoTime() - begun);
    return new ReplicaPart(
        new ReplicaResult.Report(
            replica,
            samples,
            steps,
            loss,
            0,
            total.minusNanos(computing),
            Duration.ofNanos(computing),
            total),
        new NetworkState(parameters, updater));
  }
}
