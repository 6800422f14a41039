package io.tench.driver.cli.bench;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.DataSet;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cli.BackendOption;
import io.tench.driver.cli.DataSets;
import io.tench.driver.cli.Wording;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "input",
    description = "Shards to trained-on batches, against decoding alone and the step alone.",
    mixinStandardHelpOptions = true)
final class InputBench implements Callable<Integer> {
  private static final String DECODER = "decoder, one core";
  private static final String LOADER = "crop to batch, one core";
  private static final String DECODING = "decoding alone";
  private static final String STEP = "the step alone";
  private static final String BOTH = "both together";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      defaultValue = "sample:fashion-mnist/train",
      paramLabel = "DATASET",
      description = "A folder of shards; default: the embedded sample.")
  private String location;

  @Option(
      names = "--network",
      defaultValue = "resnet-20:32:128",
      converter = NetworkCase.Converter.class,
      paramLabel = NetworkCase.FORM,
      description = "Default: ${DEFAULT-VALUE}. From 128 pixels, crops are random-resized.")
  private NetworkCase network;

  @Mixin private BackendOption backend;

  @Option(
      names = "--replicas",
      defaultValue = "1",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "That train side by side, each with a stream of its own; default: 1.")
  private int replicas;

  @Option(
      names = "--threads",
      defaultValue = "1",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Of each replica; default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--steps",
      defaultValue = "8",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Batches in one measurement; default: ${DEFAULT-VALUE}.")
  private int steps;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      paramLabel = "COUNT",
      converter = Count.class,
      description = "Default: ${DEFAULT-VALUE}.")
  private int repetitions;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HadoopStorage storage = new HadoopStorage();
    Path folder = Files.createTempDirectory("tench-bench");
    try {
      measure(DataSets.open(storage, location, folder.toString()));
    } finally {
      storage.delete(folder.toString());
    }
    return 0;
  }

  private void measure(DataSet data) throws IOException, InterruptedException {
    Backend engine = Backends.named(backend.name());
    BatchSettings batches =
        new BatchSettings(
            network.batch(),
            new Preprocessing(
                network.shape(), network.size(), data.manifest().channels().withChannels(3)),
            augmentation(),
            engine.layout(),
            2);
    try (InputReplicas all = InputReplicas.open(replicas, network, engine, threads, data, batches);
        DecodeRates one = DecodeRates.open(data, batches)) {
      Map<String, Interleaved.Way> ways = new LinkedHashMap<>();
      ways.put(DECODER, one::decode);
      ways.put(LOADER, one::load);
      ways.put(DECODING, () -> all.decode(steps));
      ways.put(STEP, () -> all.train(steps));
      ways.put(BOTH, () -> all.decodeAndTrain(steps));
      Interleaved rates = Interleaved.of(repetitions, ways);
      PrintWriter out = spec.commandLine().getOut();
      out.println(
          "Input of %s on %s, %d x %d threads, %d steps, medians of %d repetitions"
              .formatted(network, engine.name(), replicas, threads, steps, repetitions));
      for (String way : ways.keySet()) {
        out.println(
            Wording.format(
                "  %-24s %9.1f images/s  %7.2f of the step alone",
                way, rates.median(way), rates.ratio(way, STEP)));
      }
    }
  }

  private Augmentation augmentation() {
    return new Augmentation(
        network.size() >= 128 ? new Crop.RandomResized(0.08) : new Crop.Padded(4), true);
  }
}
