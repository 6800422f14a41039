package io.tench.driver.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.FeatureManifest;
import io.tench.datasets.ShardFile;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.SourceCheckpoint;
import io.tench.models.OptimizerState;
import io.tench.models.transfer.FeatureLayer;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;

/** Stores what a checkpoint's layer gives for a data set's images, as Parquet files. */
public final class Features {
  private static final String WORK = "_work-";

  private Features() {}

  /**
   * Writes {@code out/features-00000.parquet}, …, in the order of the data set's samples.
   *
   * @return how many there are
   * @throws InterruptedException if the jobs were cancelled
   * @throws BadInputException if {@code out} holds features already
   */
  public static long write(
      JavaSparkContext spark,
      DataSet data,
      SourceCheckpoint source,
      FeatureLayer layer,
      ScoringSettings settings,
      String out)
      throws IOException, InterruptedException {
    Storage storage = data.storage();
    if (storage.exists(Storage.child(out, FeatureManifest.FILE))) {
      throw new BadInputException(
          "%s holds features already: delete it, or name another folder.".formatted(out));
    }
    Jobs jobs = new Jobs(spark);
    String work = Storage.child(out, WORK + UUID.randomUUID());
    var constants = spark.broadcast(new ExtractFeatures.Constants(data, settings, layer));
    try (SharedState state =
        SharedState.of(spark, source.checkpoint().parameters(), OptimizerState.NONE)) {
      List<ShardFile> attempts =
          jobs.run(
              "Features of " + layer.vertex(),
              SparkEvaluator.ranges(data, settings.batchSize()),
              new ExtractFeatures(constants, state.broadcast(), work));
      List<ShardFile> files = named(storage, work, out, attempts);
      FeatureManifest manifest =
          new FeatureManifest(
              source.folder(),
              layer.vertex(),
              layer.size(),
              data.location(),
              data.manifest().labels(),
              files);
      storage.replace(
          Storage.child(out, FeatureManifest.FILE),
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
      return files.stream().mapToLong(ShardFile::rows).sum();
    } finally {
      constants.destroy();
      storage.delete(work);
    }
  }

  /** Gives the files that the driver has heard of their names. */
  private static List<ShardFile> named(
      Storage storage, String work, String out, List<ShardFile> attempts) throws IOException {
    List<ShardFile> files = new ArrayList<>();
    for (ShardFile attempt : attempts) {
      String name = "features-%05d.parquet".formatted(files.size());
      String target = Storage.child(out, name);
      storage.delete(target); // of a run that was killed before its manifest
      storage.rename(Storage.child(work, attempt.file()), target);
      files.add(new ShardFile(name, attempt.bytes(), attempt.sha256(), attempt.rowGroups()));
    }
    return files;
  }
}
