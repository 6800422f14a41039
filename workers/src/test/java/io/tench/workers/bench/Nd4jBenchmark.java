package io.tench.workers.bench;

import com.sun.management.OperatingSystemMXBean;
import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.workers.Backends;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Training images/s of a backend on one network; of nd4j, with and without its oneDNN helpers. On a
 * machine that others use too, the images a CPU second say more. Arguments, all optional:
 * architecture, pixels of a side, batch size, threads, steps, backend.
 */
public final class Nd4jBenchmark {
  private static final int CLASSES = 10;

  private Nd4jBenchmark() {}

  public static void main(String[] arguments) {
    String architecture = argument(arguments, 0, "resnet-20");
    int side = Integer.parseInt(argument(arguments, 1, "32"));
    int size = Integer.parseInt(argument(arguments, 2, "128"));
    int threads = Integer.parseInt(argument(arguments, 3, "2"));
    int steps = Integer.parseInt(argument(arguments, 4, "6"));
    String backend = argument(arguments, 5, "nd4j");
    System.out.printf(
        "%s %dx%d, batch %d, %d threads, %d steps after 2 of warm-up%n",
        architecture, side, side, size, threads, steps);
    ImageShape shape = new ImageShape(3, side, side);
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
    float[] parameters = InitialParameters.of(configuration, 1);
    report(backend, settings, parameters, size, steps);
    if (backend.equals("nd4j")) {
      // A layer asks when it is built; nd4j has left the property at false by now.
      System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "true");
      report("nd4j without helpers", settings, parameters, size, Math.max(1, steps / 3));
    }
  }

  private static void report(
      String name, NetworkSettings settings, float[] parameters, int size, int steps) {
    try (Network network = Backends.named(name.split(" ", 2)[0]).open(settings)) {
      network.load(parameters, OptimizerState.NONE, 1);
      Batch batch = batch(settings.input(), Backends.named(name.split(" ", 2)[0]).layout(), size);
      network.train(batch, 0.01);
      network.train(batch, 0.01);
      OperatingSystemMXBean process =
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
      long busy = process.getProcessCpuTime();
      double[] seconds = new double[steps];
      for (int step = 0; step < steps; step++) {
        long start = System.nanoTime();
        network.train(batch, 0.01);
        seconds[step] = (System.nanoTime() - start) / 1e9;
      }
      double processor = (process.getProcessCpuTime() - busy) / 1e9;
      Arrays.sort(seconds);
      System.out.printf(
          Locale.ROOT,
          "%-22s %8.1f images/s (median step %.3f s, %.3f to %.3f), %.1f images a CPU second%n",
          name,
          size / seconds[steps / 2],
          seconds[steps / 2],
          seconds[0],
          seconds[steps - 1],
          size * steps / processor);
    }
  }

  private static Batch batch(ImageShape shape, Batch.Layout layout, int size) {
    Batch batch = new Batch(shape, layout, size);
    Random random = new Random(1);
    FloatBuffer images = batch.images();
    for (int value = 0; value < size * shape.values(); value++) {
      images.put((float) random.nextGaussian());
    }
    for (int index = 0; index < size; index++) {
      batch.labels()[index] = index % CLASSES;
    }
    batch.setSize(size);
    return batch;
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return arguments.length > index ? arguments[index] : otherwise;
  }
}
