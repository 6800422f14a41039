package io.tench.driver.cli;

import io.tench.datasets.DataSet;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.SourceCheckpoint;
import io.tench.driver.spark.Features;
import io.tench.models.transfer.FeatureLayer;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "features",
    description = "Writes what a layer gives for each image, as Parquet with labels and paths.",
    mixinStandardHelpOptions = true)
final class FeaturesCommand implements Callable<Integer> {
  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(
      index = "1",
      paramLabel = "DATASET",
      description = "A folder of shards, or one with train and val, as `tench ingest` makes it.")
  private String dataset;

  @Parameters(index = "2", paramLabel = "OUT", description = "A new folder.")
  private String out;

  @Option(
      names = "--layer",
      required = true,
      paramLabel = "LAYER",
      description = "The layer; of a block or stage, its last one.")
  private String layer;

  @Mixin private BackendOption backend;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException, InterruptedException {
    SourceCheckpoint source = checkpoint.open(storage);
    FeatureLayer features = FeatureLayer.of(source.checkpoint().network(), layer);
    ScoringSettings settings = ScoringSettings.of(backend.name(), source.checkpoint().network());
    Map<String, DataSet> parts = parts();
    try (JavaSparkContext spark = master.open("tench features " + checkpoint, 1)) {
      for (Map.Entry<String, DataSet> part : parts.entrySet()) {
        long count =
            Features.write(spark, part.getValue(), source, features, settings, part.getKey());
        spec.commandLine()
            .getOut()
            .println(
                "%s: %d features of %s, %d values each"
                    .formatted(
                        Locations.shown(part.getKey()), count, features.vertex(), features.size()));
      }
    }
    return 0;
  }

  /** The data sets, by the folders that their features go to. */
  private Map<String, DataSet> parts() throws IOException {
    String location = Locations.absolute(dataset);
    String target = Locations.absolute(out);
    Map<String, DataSet> parts = new LinkedHashMap<>();
    for (String split : new String[] {"train", "val"}) {
      String folder = Storage.child(location, split);
      if (storage.exists(Storage.child(folder, ShardManifest.FILE))) {
        parts.put(Storage.child(target, split), DataSet.open(storage, folder));
      }
    }
    return parts.isEmpty() ? Map.of(target, DataSet.open(storage, location)) : parts;
  }
}
