package io.tench.driver.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
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
  static final String EMBEDDED = "conf/fine-tune.yaml";

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "A checkpoint's folder, or a run's: then its newest checkpoint.")
  private String checkpoint;

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

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = "The run's YAML for all the rest; default: the one that comes with Tench.")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the YAML: --set run=runs/flowers.")
  private List<String> overrides = List.of();

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark's master; default: local[*].")
  private String master;

  @Override
  public Integer call() throws IOException {
    return TrainCommand.of(spec, EMBEDDED, file, allOverrides(), master).call();
  }

  /** The options as keys, then the user's own overrides, which have the last word. */
  private List<String> allOverrides() {
    List<String> all = new ArrayList<>();
    all.add("transfer.from-checkpoint=" + quoted(checkpoint));
    all.add("data.train=" + quoted(Storage.child(dataset, "train")));
    all.add("data.validation=" + quoted(Storage.child(dataset, "val")));
    if (newHead) {
      all.add("transfer.new-head=true");
    }
    if (keepUntil != null) {
      all.add("transfer.keep-until=" + quoted(keepUntil));
    }
    if (freezeUntil != null) {
      all.add("transfer.freeze-until=" + quoted(freezeUntil));
    }
    if (!unfreeze.isEmpty()) {
      all.add("transfer.unfreeze=" + entries(unfreeze));
    }
    if (!slow.isEmpty()) {
      all.add("transfer.slow=" + entries(slow));
    }
    if (layerDecay != null) {
      all.add("transfer.layer-decay=" + layerDecay);
    }
    if (features != null) {
      all.add("transfer.features=" + quoted(features));
      all.add("augmentation={crop: center, flip: false}");
    }
    all.addAll(overrides);
    return all;
  }

  private static String entries(Map<?, ?> map) {
    return map.entrySet().stream()
        .map(entry -> quoted(entry.getKey()) + ": " + quoted(entry.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** As YAML reads it back, whatever it holds. */
  static String quoted(Object value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"';
  }
}
