package io.tench.driver.cli.bench;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.driver.cli.Wording;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import io.tench.workers.Compute;
import io.tench.workers.Device;
import io.tench.workers.Network;
import io.tench.workers.Precision;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

@Command(
    name = "step",
    description = "The training step on random images: images a second by backend and network.",
    mixinStandardHelpOptions = true)
final class StepBench implements Callable<Integer> {
  private static final int CLASSES = 100;

  @Spec private CommandSpec spec;

  @Option(
      names = "--backends",
      split = ",",
      defaultValue = "torch,nd4j",
      paramLabel = "BACKEND[:PRECISION]",
      description = {
        "Taken in turns, compared with the first; default: ${DEFAULT-VALUE}.",
        "In mixed precision where one is named: torch:bfloat16."
      })
  private List<String> backends;

  @Option(
      names = "--device",
      defaultValue = "cpu",
      converter = DeviceConverter.class,
      paramLabel = "DEVICE",
      description = "cpu, cuda or cuda:N; default: ${DEFAULT-VALUE}.")
  private Device device;

  @Option(
      names = "--networks",
      split = ",",
      defaultValue = "resnet-20:32:128",
      converter = NetworkCase.Converter.class,
      paramLabel = NetworkCase.FORM,
      description = "Default: ${DEFAULT-VALUE}.")
  private List<NetworkCase> networks;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Of the backend; default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--steps",
      defaultValue = "3",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Steps in a turn; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--repetitions",
      defaultValue = "5",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Turns; default: ${DEFAULT-VALUE}.")
  private int repetitions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Training step, threads %d, medians of %d turns of %d steps"
            .formatted(threads, repetitions, steps));
    for (NetworkCase network : networks) {
      measure(network, out);
    }
    return 0;
  }

  private void measure(NetworkCase network, PrintWriter out)
      throws IOException, InterruptedException {
    Map<String, Interleaved.Way> ways = new LinkedHashMap<>();
    List<Network> open = new ArrayList<>();
    try {
      for (String name : backends) {
        Backend backend = Backends.named(name.split(":", 2)[0]);
        Compute compute = new Compute(precision(name), device);
        Network opened = backend.open(network.settings(CLASSES, threads).withCompute(compute));
        open.add(opened);
        opened.load(
            InitialParameters.of(network.configuration(CLASSES), 1), OptimizerState.NONE, 1);
        Batch batch = random(network, backend.layout());
        ways.put(name, () -> imagesPerSecond(opened, batch));
      }
      Interleaved rates = Interleaved.of(repetitions, ways);
      for (String name : ways.keySet()) {
        out.println(
            Wording.format(
                "  %-34s %-14s %9.1f images/s  %5.2f of %s",
                network,
                name,
                rates.median(name),
                rates.ratio(name, backends.get(0)),
                backends.get(0)));
      }
    } finally {
      open.forEach(Network::close);
    }
  }

  private static Precision precision(String name) {
    int colon = name.indexOf(':');
    try {
      return colon < 0 ? Precision.FLOAT32 : Precision.named(name.substring(colon + 1));
    } catch (IllegalArgumentException unknown) {
      throw new BadInputException(
          "The precision in --backends %s must be %s.".formatted(name, unknown.getMessage()),
          unknown);
    }
  }

  /** Reads a device as configurations have it. */
  static final class DeviceConverter implements ITypeConverter<Device> {
    @Override
    public Device convert(String text) {
      try {
        return Device.named(text);
      } catch (IllegalArgumentException failure) {
        throw new TypeConversionException(
            "it must be %s, was \"%s\"".formatted(failure.getMessage(), text));
      }
    }
  }

  /** Of a turn's steps after its first, which takes its memory back from the turn before. */
  private double imagesPerSecond(Network network, Batch batch) {
    network.train(batch, 0.01);
    long begun = System.nanoTime();
    for (int step = 0; step < steps; step++) {
      network.train(batch, 0.01);
    }
    return steps * batch.size() * 1e9 / (System.nanoTime() - begun);
  }

  private static Batch random(NetworkCase network, Batch.Layout layout) {
    Random random = new Random(1);
    Batch batch = new Batch(network.shape(), layout, network.batch());
    batch.setSize(network.batch());
    FloatBuffer images = batch.images();
    while (images.hasRemaining()) {
      images.put((float) random.nextGaussian());
    }
    for (int index = 0; index < batch.size(); index++) {
      batch.labels()[index] = random.nextInt(CLASSES);
    }
    return batch;
  }
}
