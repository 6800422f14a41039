package io.tench.driver.cli.bench;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.workers.Backend;
import io.tench.workers.Network;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Replicas that work side by side, each with its own network and stream; in images a second. */
final class InputReplicas implements AutoCloseable {
  private static final double LEARNING_RATE = 0.001;
  private static final int WARM_UP = 2;

  private final DataSet data;
  private final BatchSettings batches;
  private final List<Network> networks = new ArrayList<>();
  private final ExecutorService threads;
  private int epoch;

  /** What one replica does, in seconds. */
  private interface Work {
    double seconds(Network network) throws IOException;
  }

  private InputReplicas(int replicas, DataSet data, BatchSettings batches) {
    this.data = data;
    this.batches = batches;
    this.threads = Executors.newFixedThreadPool(replicas);
  }

  static InputReplicas open(
      int replicas,
      NetworkCase network,
      Backend backend,
      int threads,
      DataSet data,
      BatchSettings batches) {
    int classes = data.manifest().labels().size();
    float[] parameters = InitialParameters.of(network.configuration(classes), 1);
    InputReplicas all = new InputReplicas(replicas, data, batches);
    for (int replica = 0; replica < replicas; replica++) {
      Network opened = backend.open(network.settings(classes, threads));
      all.networks.add(opened);
      opened.load(parameters, OptimizerState.NONE, replica);
    }
    return all;
  }

  /** Batches are decoded and dropped. */
  double decode(int steps) throws IOException, InterruptedException {
    return rate(steps, network -> stream(steps, batch -> {}));
  }

  /** One batch is trained on again and again. */
  double train(int steps) throws IOException, InterruptedException {
    return rate(
        steps,
        network -> {
          try (BatchStream stream = open(1)) {
            Batch batch = stream.next();
            long begun = System.nanoTime();
            for (int step = 0; step < steps; step++) {
              network.train(batch, LEARNING_RATE);
            }
            return (System.nanoTime() - begun) / 1e9;
          }
        });
  }

  double decodeAndTrain(int steps) throws IOException, InterruptedException {
    return rate(steps, network -> stream(steps, batch -> network.train(batch, LEARNING_RATE)));
  }

  private interface Use {
    void of(Batch batch);
  }

  /** In a steady state: at the end as many are decoded ahead as were at the beginning. */
  private double stream(int steps, Use use) throws IOException {
    try (BatchStream stream = open(batches(steps))) {
      for (int first = 0; first < WARM_UP; first++) {
        use.of(stream.next());
      }
      long begun = System.nanoTime();
      for (int step = 0; step < steps; step++) {
        use.of(stream.next());
      }
      return (System.nanoTime() - begun) / 1e9;
    }
  }

  /** Those before the measurement, in it, and decoded ahead at its end. */
  private int batches(int steps) {
    return WARM_UP + steps + batches.prefetch() + 1;
  }

  private synchronized BatchStream open(int count) {
    long samples = (long) count * batches.batchSize();
    if (samples > data.rows()) {
      throw new BadInputException(
          "%s has %d images and the measurement takes %d: lower --steps or the batch."
              .formatted(data.location(), data.rows(), samples));
    }
    return BatchStream.open(data, new SampleRange(epoch++, 0, samples), batches, 1, true);
  }

  private double rate(int steps, Work work) throws IOException, InterruptedException {
    List<Future<Double>> running = new ArrayList<>();
    for (Network network : networks) {
      running.add(threads.submit(() -> work.seconds(network)));
    }
    double rate = 0;
    for (Future<Double> replica : running) {
      try {
        rate += steps * batches.batchSize() / replica.get();
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof BadInputException bad) {
          throw bad;
        }
        throw new IOException(failure.getCause());
      }
    }
    return rate;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    networks.forEach(Network::close);
  }
}
