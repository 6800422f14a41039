package io.tench.datasets;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The samples of each class with the lowest {@code Seed.of(seed, row)}, so many of each. */
final class ClassDraw {
  private final List<PriorityQueue<Drawn>> classes = new ArrayList<>();
  private final int imagesPerClass;
  private final long seed;

  /** A sample, at its row of the whole data set. */
  private record Drawn(long row, long rank, Sample sample) {
    static final Comparator<Drawn> BY_RANK =
        Comparator.comparingLong(Drawn::rank).thenComparingLong(Drawn::row);
  }

  ClassDraw(int classes, int imagesPerClass, long seed) {
    for (int index = 0; index < classes; index++) {
      this.classes.add(new PriorityQueue<>(Drawn.BY_RANK.reversed()));
    }
    this.imagesPerClass = imagesPerClass;
    this.seed = seed;
  }

  void offer(long row, Sample sample) {
    PriorityQueue<Drawn> drawn = classes.get(sample.label());
    drawn.add(new Drawn(row, Seed.of(seed, row), sample));
    if (drawn.size() > imagesPerClass) {
      drawn.remove();
    }
  }

  /**
   * Checks that each class of {@code whole} had as many.
   *
   * @throws BadInputException if one had fewer
   */
  void requireImages(int count, DataSet whole) {
    for (int index = 0; index < classes.size(); index++) {
      if (classes.get(index).size() < count) {
        throw new BadInputException(
            "The class %s of %s has %d images and %d are asked for: ask for fewer images of each class."
                .formatted(
                    whole.manifest().labels().get(index).name(),
                    whole.location(),
                    classes.get(index).size(),
                    count));
      }
    }
  }

  /** So many of each class, in the order of their rows. */
  List<Sample> lowest(int count) {
    return classes.stream()
        .flatMap(drawn -> drawn.stream().sorted(Drawn.BY_RANK).limit(count))
        .sorted(Comparator.comparingLong(Drawn::row))
        .map(Drawn::sample)
        .toList();
  }
}
