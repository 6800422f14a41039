package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As many images of each class of a data set, drawn by a seed: those with the lowest {@code
 * Seed.of(seed, row)}, so that a smaller subset of the same seed is part of a larger one.
 *
 * @param imagesPerClass at least 1
 * @param seed of the draw
 * @param folder of its own, for this subset alone
 */
public record ClassSubset(int imagesPerClass, long seed, String folder) {
  private static final String SHARD = "shard-00000.parquet";

  public ClassSubset {
    if (imagesPerClass < 1) {
      throw new IllegalArgumentException("imagesPerClass must be >= 1, was " + imagesPerClass);
    }
  }

  /**
   * Writes those subsets that are not there yet, each as a data set of one shard, in the order of
   * the whole one, with its labels and channel statistics. Reads the whole one once, and holds the
   * largest subset of each seed in memory.
   *
   * @throws BadInputException if a class has fewer images
   */
  public static void write(DataSet whole, Collection<ClassSubset> subsets) throws IOException {
    List<ClassSubset> missing = new ArrayList<>();
    for (ClassSubset subset : subsets) {
      if (!whole.storage().exists(Storage.child(subset.folder, ShardManifest.FILE))) {
        missing.add(subset);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    Map<Long, ClassDraw> draws = draw(whole, missing);
    for (ClassSubset subset : missing) {
      draws.get(subset.seed).requireImages(subset.imagesPerClass, whole);
    }
    for (ClassSubset subset : missing) {
      subset.write(whole, draws.get(subset.seed).lowest(subset.imagesPerClass));
    }
  }

  /** The largest subset of each seed. */
  private static Map<Long, ClassDraw> draw(DataSet whole, List<ClassSubset> subsets)
      throws IOException {
    Map<Long, Integer> largest = new HashMap<>();
    subsets.forEach(subset -> largest.merge(subset.seed, subset.imagesPerClass, Math::max));
    int classes = whole.manifest().labels().size();
    Map<Long, ClassDraw> draws = new HashMap<>();
    largest.forEach((seed, images) -> draws.put(seed, new ClassDraw(classes, images, seed)));
    SampleRange all = new SampleRange(0, 0, whole.rows());
    try (SampleReader reader = SampleReader.open(whole, all, 0, false)) {
      for (long row = 0; reader.hasNext(); row++) {
        Sample sample = reader.next();
        if (sample != null) {
          for (ClassDraw draw : draws.values()) {
            draw.offer(row, sample);
          }
        }
      }
    }
    return draws;
  }

  private void write(DataSet whole, List<Sample> samples) throws IOException {
    Storage storage = whole.storage();
    String file = Storage.child(folder, SHARD);
    storage.delete(file); // of a process that was killed before its manifest
    LabelMap labels = whole.manifest().labels();
    try (ShardWriter writer = ShardWriter.create(storage, file, labels)) {
      for (Sample sample : samples) {
        writer.write(sample);
      }
      ShardManifests.write(
          storage,
          folder,
          new ShardManifest(
              ShardManifest.VERSION,
              labels,
              whole.manifest().channels(),
              List.of(writer.finish())));
    }
  }
}
