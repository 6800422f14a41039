package io.tench.datasets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The order in which an epoch reads a data set's samples: the row groups in a random order, and the
 * rows of each in a random order; every row exactly once. A pure function of the manifest's row
 * counts, the seed and the epoch.
 *
 * <p>Both are {@link Permutation}s, seeded with {@code Seed.of(seed, epoch)} for the row groups and
 * {@code Seed.of(seed, epoch, shard, rowGroup)} for rows.
 */
public final class SampleOrder {
  private final boolean shuffled;
  private final long seed;
  private final int epoch;

  /** Per place in the epoch: the shard and the index in it of the row group that is read there. */
  private final int[] shards;

  private final int[] rowGroups;

  /** Per place, and one more: the position of its first row. */
  private final long[] starts;

  /** The shuffled order of an epoch. */
  public SampleOrder(ShardManifest manifest, long seed, int epoch) {
    this(manifest, true, seed, epoch);
  }

  private SampleOrder(ShardManifest manifest, boolean shuffled, long seed, int epoch) {
    this.shuffled = shuffled;
    this.seed = seed;
    this.epoch = epoch;
    List<ShardFile> files = manifest.shards();
    int count = files.stream().mapToInt(file -> file.rowGroups().size()).sum();
    int[] shardOf = new int[count];
    int[] rowGroupOf = new int[count];
    for (int shard = 0, next = 0; shard < files.size(); shard++) {
      for (int group = 0; group < files.get(shard).rowGroups().size(); group++, next++) {
        shardOf[next] = shard;
        rowGroupOf[next] = group;
      }
    }
    int[] places =
        shuffled ? Permutation.of(count, Seed.of(seed, epoch)) : Permutation.identity(count);
    shards = Arrays.stream(places).map(place -> shardOf[place]).toArray();
    rowGroups = Arrays.stream(places).map(place -> rowGroupOf[place]).toArray();
    starts = new long[count + 1];
    for (int place = 0; place < count; place++) {
      starts[place + 1] =
          starts[place] + files.get(shards[place]).rowGroups().get(rowGroups[place]);
    }
  }

  /** Shard by shard and row by row. */
  public static SampleOrder inFileOrder(ShardManifest manifest) {
    return new SampleOrder(manifest, false, 0, 0);
  }

  /** Where positions {@code from} (inclusive) to {@code to} (exclusive) lie, in order. */
  public List<RowGroupSlice> slices(long from, long to) {
    long rows = starts[starts.length - 1];
    if (from < 0 || to < from || to > rows) {
      throw new IllegalArgumentException(
          "positions must be 0 <= from <= to <= %d, were %d and %d".formatted(rows, from, to));
    }
    List<RowGroupSlice> slices = new ArrayList<>();
    int place = Arrays.binarySearch(starts, from);
    for (place = place < 0 ? -place - 2 : place; from < to; place++) {
      long end = Math.min(to, starts[place + 1]);
      if (end > from) {
        slices.add(slice(place, from, end));
        from = end;
      }
    }
    return slices;
  }

  private RowGroupSlice slice(int place, long from, long to) {
    int count = Math.toIntExact(starts[place + 1] - starts[place]);
    int[] rows =
        shuffled
            ? Permutation.of(count, Seed.of(seed, epoch, shards[place], rowGroups[place]))
            : Permutation.identity(count);
    return new RowGroupSlice(
        shards[place],
        rowGroups[place],
        from,
        Arrays.copyOfRange(rows, (int) (from - starts[place]), (int) (to - starts[place])));
  }
}
