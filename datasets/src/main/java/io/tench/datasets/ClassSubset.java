package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * As many images of each class of a data set, drawn by a seed: those with the lowest {@code
 * Seed.of(seed, row)}, so that a smaller subset of the same seed is part of a larger one.
 */
public final class ClassSubset {
  private static final String SHARD = "shard-00000.parquet";

  private ClassSubset() {}

  /** A sample, at its row of the whole data set. */
  private record Drawn(long row, long rank, Sample sample) {
    static final Comparator<Drawn> BY_RANK =
        Comparator.comparingLong(Drawn::rank).thenComparingLong(Drawn::row);
  }

  /**
   * Writes the subset as a data set of one shard, in the order of the whole one, with its labels
   * and channel statistics; gives the one that is there already. Holds the subset in memory.
   *
   * @param folder of its own, for this subset alone
   * @throws BadInputException if a class has fewer images
   */
  public static DataSet write(DataSet whole, int imagesPerClass, long seed, String folder)
      throws IOException {
    Storage storage = whole.storage();
    if (!storage.exists(Storage.child(folder, ShardManifest.FILE))) {
      List<Sample> samples = draw(whole, imagesPerClass, seed);
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
    return DataSet.open(storage, folder, whole.onBadSample());
  }

  private static List<Sample> draw(DataSet whole, int imagesPerClass, long seed)
      throws IOException {
    List<PriorityQueue<Drawn>> classes = new ArrayList<>();
    for (int index = 0; index < whole.manifest().labels().size(); index++) {
      classes.add(new PriorityQueue<>(Drawn.BY_RANK.reversed()));
    }
    SampleRange all = new SampleRange(0, 0, whole.rows());
    try (SampleReader reader = SampleReader.open(whole, all, 0, false)) {
      for (long row = 0; reader.hasNext(); row++) {
        Sample sample = reader.next();
        if (sample != null) {
          PriorityQueue<Drawn> drawn = classes.get(sample.label());
          drawn.add(new Drawn(row, Seed.of(seed, row), sample));
          if (drawn.size() > imagesPerClass) {
            drawn.remove();
          }
        }
      }
    }
    for (int index = 0; index < classes.size(); index++) {
      if (classes.get(index).size() < imagesPerClass) {
        throw new BadInputException(
            "The class %s of %s has %d images and %d are asked for: ask for fewer images of each class."
                .formatted(
                    whole.manifest().labels().get(index).name(),
                    whole.location(),
                    classes.get(index).size(),
                    imagesPerClass));
      }
    }
    return classes.stream()
        .flatMap(Collection::stream)
        .sorted(Comparator.comparingLong(Drawn::row))
        .map(Drawn::sample)
        .toList();
  }
}
