package io.tench.workers.bench;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Images per second of the training step on random images, each step timed by itself. Prints one
 * line as {@code torch_peer.py} does.
 *
 * <pre>java … io.tench.workers.bench.StepBench BACKEND ARCHITECTURE SIZE BATCH THREADS STEPS</pre>
 *
 * <p>With {@code -Dorg.eclipse.deeplearning4j.helpers.disable=true}, {@code nd4j} runs without
 * oneDNN.
 */
public final class StepBench {
  private static final int CLASSES = 100;
  private static final int WARM_UP = 3;

  private StepBench() {}

  public static void main(String[] arguments) {
    Backend backend = Backends.named(arguments[0]);
    String architecture = arguments[1];
    int size = Integer.parseInt(arguments[2]);
    int batchSize = Integer.parseInt(arguments[3]);
    int threads = Integer.parseInt(arguments[4]);
    int steps = Integer.parseInt(arguments[5]);
    ImageShape shape = new ImageShape(3, size, size);
    ComputationGraphConfiguration configuration =
        Architecture.named(architecture).configuration(shape, CLASSES, 1);
    NetworkSettings settings =
        new NetworkSettings(
            configuration.toJson(),
            shape,
            CLASSES,
            threads,
            new InnerOptimizer.Sgd(0.9, true, 1e-4),
            0,
            0);
    try (Network network = backend.open(settings)) {
      network.load(InitialParameters.of(configuration, 1), OptimizerState.NONE, 1);
      List<Double> seconds = times(network, batch(backend, shape, batchSize), steps);
      Collections.sort(seconds);
      double median = seconds.get(steps / 2);
      System.out.printf(
          "%s %s %d px, batch %d, %d threads: median %.1f ms, %.1f images/s; fastest %.1f ms; RSS %.2f GB%n",
          arguments[0],
          architecture,
          size,
          batchSize,
          threads,
          1e3 * median,
          batchSize / median,
          1e3 * seconds.get(0),
          Pointer.physicalBytes() / 1e9);
    }
  }

  private static List<Double> times(Network network, Batch batch, int steps) {
    List<Double> seconds = new ArrayList<>();
    for (int step = 0; step < WARM_UP + steps; step++) {
      long start = System.nanoTime();
      network.train(batch, 0.01);
      if (step >= WARM_UP) {
        seconds.add((System.nanoTime() - start) / 1e9);
      }
    }
    return seconds;
  }

  private static Batch batch(Backend backend, ImageShape shape, int size) {
    Random random = new Random(1);
    Batch batch = new Batch(shape, backend.layout(), size);
    batch.setSize(size);
    FloatBuffer images = batch.images();
    while (images.hasRemaining()) {
      images.put((float) random.nextGaussian());
    }
    for (int index = 0; index < size; index++) {
      batch.labels()[index] = random.nextInt(CLASSES);
    }
    return batch;
  }
}
