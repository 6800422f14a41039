package io.tench.driver.spark;

import io.tench.datasets.Permutation;
import io.tench.datasets.Seed;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where each accepted image of an ingest goes: a uniform random permutation of all of them, cut
 * into training and validation. A pure function of the parts' labels and the seed.
 *
 * <p>Destinations are numbered through: the training set's positions first, then validation's.
 */
final class ShufflePlan implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] starts;
  private final int[] destinations;
  private final int trainRows;

  private ShufflePlan(int[] starts, int[] destinations, int trainRows) {
    this.starts = starts;
    this.destinations = destinations;
    this.trainRows = trainRows;
  }

  /** A source that has both splits: {@code validation} are parts after those of {@code train}. */
  static ShufflePlan ofSplits(List<int[]> train, List<int[]> validation, long seed) {
    int trainRows = rows(train);
    int[] destinations = new int[trainRows + rows(validation)];
    int[] order = Permutation.of(trainRows, Seed.of(seed, 0));
    System.arraycopy(order, 0, destinations, 0, trainRows);
    order = Permutation.of(destinations.length - trainRows, Seed.of(seed, 1));
    for (int i = 0; i < order.length; i++) {
      destinations[trainRows + i] = trainRows + order[i];
    }
    return new ShufflePlan(
        starts(Stream.concat(train.stream(), validation.stream()).toList()),
        destinations,
        trainRows);
  }

  /**
   * A source with one split: of each class with two images or more, {@code fraction} of them,
   * rounded, but one at least, is held out for validation; which ones is random.
   */
  static ShufflePlan holdingOut(List<int[]> parts, int classes, double fraction, long seed) {
    int rows = rows(parts);
    int[] labels = parts.stream().flatMapToInt(Arrays::stream).toArray();
    int[] left = new int[classes];
    for (int label : labels) {
      left[label]++;
    }
    for (int label = 0; label < classes; label++) {
      int count = left[label];
      left[label] = count < 2 || fraction == 0 ? 0 : heldOut(count, fraction);
    }
    int[] order = Permutation.of(rows, Seed.of(seed, 0));
    int[] atPosition = new int[rows];
    for (int row = 0; row < rows; row++) {
      atPosition[order[row]] = row;
    }
    int held = Arrays.stream(left).sum();
    int trainRows = rows - held;
    int[] destinations = new int[rows];
    int train = 0;
    int validation = trainRows;
    for (int row : atPosition) {
      destinations[row] = left[labels[row]]-- > 0 ? validation++ : train++;
    }
    return new ShufflePlan(starts(parts), destinations, trainRows);
  }

  private static int heldOut(int count, double fraction) {
    return (int) Math.min(count - 1, Math.max(1, Math.round(count * fraction)));
  }

  int rows() {
    return destinations.length;
  }

  int trainRows() {
    return trainRows;
  }

  /** Destinations of all images, part after part; not copied. */
  int[] destinations() {
    return destinations;
  }

  /** The place of each part's first image in {@link #destinations}; not copied. */
  int[] starts() {
    return starts;
  }

  private static int rows(List<int[]> parts) {
    return Math.toIntExact(parts.stream().mapToLong(part -> part.length).sum());
  }

  private static int[] starts(List<int[]> parts) {
    int[] starts = new int[parts.size()];
    for (int part = 1; part < starts.length; part++) {
      starts[part] = starts[part - 1] + parts.get(part - 1).length;
    }
    return starts;
  }
}
