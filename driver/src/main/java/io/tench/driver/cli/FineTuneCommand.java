package io.tench.driver.cli;

import static io.tench.driver.cli.FineTuningOptions.quoted;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train}, with a transfer section made of options. */
@Command(
    name = "fine-tune",
    description = "Trains a checkpoint's network on other data: frozen, slowed or as a whole.",
    mixinStandardHelpOptions = true)
final class FineTuneCommand implements Callable<Integer> {
  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(
      index = "1",
      paramLabel = "DATASET",
      description = "A folder with train and val, as `tench ingest` makes it.")
  private String dataset;

  @Option(
      names = "--new-head",
      description = "Draw the last layer anew, sized to the data set's classes.")
  private boolean newHead;

  @Option(
      names = "--keep-until",
      paramLabel = "LAYER",
      description = "Draw all layers anew that come after this layer, block or stage.")
  private String keepUntil;

  @Option(
      names = "--freeze-until",
      paramLabel = "LAYER",
      description = "Freeze this layer, block or stage, and all before it.")
  private String freezeUntil;

  @Option(
      names = "--unfreeze",
      split = ",",
      paramLabel = "EPOCH=LAYER",
      description = "From this epoch on, freeze only until this layer: --unfreeze 2=layer2,4=none.")
  private Map<Integer, String> unfreeze = Map.of();

  @Option(
      names = "--slow",
      split = ",",
      paramLabel = "LAYER=FACTOR",
      description = "Multiply the learning rate of a layer, block or stage: --slow layer1=0.1.")
  private Map<String, Double> slow = Map.of();

  @Option(
      names = "--layer-decay",
      paramLabel = "FACTOR",
      description = "Each stage learns this much slower than the one after it, such as 0.385.")
  private Double layerDecay;

  @Option(
      names = "--features",
      paramLabel = "FOLDER",
      description = "Train on what `tench features` wrote of the last frozen layer.")
  private String features;

  @Mixin private FineTuningOptions options;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException {
    TrainCommand.train(spec, storage, options.read(storage, checkpoint, keys()), master);
    return 0;
  }

  /** What the options set. */
  private List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys.add("data.train=" + quoted(Storage.child(dataset, "train")));
    keys.add("data.validation=" + quoted(Storage.child(dataset, "val")));
    if (newHead) {
      keys.add("transfer.new-head=true");
    }
    if (keepUntil != null) {
      keys.add("transfer.keep-until=" + quoted(keepUntil));
    }
    if (freezeUntil != null) {
      keys.add("transfer.freeze-until=" + quoted(freezeUntil));
    }
    if (!unfreeze.isEmpty()) {
      keys.add("transfer.unfreeze=" + entries(unfreeze));
    }
    if (!slow.isEmpty()) {
      keys.add("transfer.slow=" + entries(slow));
    }
    if (layerDecay != null) {
      keys.add("transfer.layer-decay=" + layerDecay);
    }
    if (features != null) {
      keys.add("transfer.features=" + quoted(features));
      keys.add("augmentation={crop: center, flip: false}");
    }
    return keys;
  }

  private static String entries(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }
}
