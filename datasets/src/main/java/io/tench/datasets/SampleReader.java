package io.tench.datasets;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Reads the samples of a range in their order, a row group at a time. Not thread-safe. */
public final class SampleReader implements Closeable {
  private final DataSet data;
  private final SampleOrder order;
  private final Iterator<RowGroupSlice> slices;
  private ShardReader shard;
  private int shardIndex = -1;
  private Iterator<Sample> samples = Collections.emptyIterator();
  private long position;
  private Skipped skipped = Skipped.NONE;

  private SampleReader(DataSet data, SampleOrder order, SampleRange range) {
    this.data = data;
    this.order = order;
    slices = order.slices(range.from(), range.to()).iterator();
    position = range.from() - 1;
  }

  /**
   * A reader of {@code range}, whose order is {@link SampleOrder}'s if {@code shuffled}, else that
   * of the files. Opens no file yet.
   */
  public static SampleReader open(DataSet data, SampleRange range, long seed, boolean shuffled) {
    SampleOrder order =
        shuffled
            ? new SampleOrder(data.manifest(), seed, range.epoch())
            : SampleOrder.inFileOrder(data.manifest());
    return new SampleReader(data, order, range);
  }

  /** Whether {@link #next} has another position to go to. */
  public boolean hasNext() throws IOException {
    while (!samples.hasNext() && slices.hasNext()) {
      samples = samples(slices.next()).iterator();
    }
    return samples.hasNext();
  }

  /**
   * The sample at the next position; null after the last, and in place of one that is skipped.
   *
   * @throws BadInputException if a shard is damaged or is not as the manifest says, or has a label
   *     that the data set has not; unless such samples are skipped
   */
  public Sample next() throws IOException {
    if (!hasNext()) {
      return null;
    }
    position++;
    Sample sample = samples.next();
    int classes = data.manifest().labels().size();
    if (sample != null && (sample.label() < 0 || sample.label() >= classes)) {
      bad(
          new BadInputException(
              "The sample in %s has label %d, but the data set has classes 0 to %d: leave the image out, or ingest the data set again."
                  .formatted(place(position), sample.label(), classes - 1)),
          1);
      return null;
    }
    return sample;
  }

  /** What {@link #next} has skipped so far. */
  public Skipped skipped() {
    return skipped;
  }

  private void bad(BadInputException problem, int count) {
    if (data.onBadSample() == OnBadSample.STOP) {
      throw problem;
    }
    skipped = skipped.and(new Skipped(count, List.of(problem.getMessage())));
  }

  /** The row, row group and shard of a position, for a message. Thread-safe. */
  public String place(long position) {
    RowGroupSlice slice = order.slices(position, position + 1).get(0);
    return "row %d of row group %d in %s"
        .formatted(slice.rows()[0], slice.rowGroup(), data.path(slice.shard()));
  }

  private List<Sample> samples(RowGroupSlice slice) throws IOException {
    try {
      open(slice.shard());
      List<BadInputException> lacking = new ArrayList<>();
      List<Sample> read = shard.read(slice.rowGroup(), slice.rows(), lacking::add);
      lacking.forEach(row -> bad(row, 1));
      return read;
    } catch (BadInputException damaged) {
      bad(damaged, slice.rows().length);
      return Collections.nCopies(slice.rows().length, null);
    }
  }

  private void open(int index) throws IOException {
    if (index == shardIndex) {
      return;
    }
    close();
    String file = data.path(index);
    Optional<String> problem = data.unusable(index);
    if (problem.isPresent()) {
      throw new BadInputException(problem.get());
    }
    ShardFile known = data.manifest().shards().get(index);
    VerifiedShards.require(data.storage(), file, known);
    ShardReader opened = ShardReader.open(data.storage(), file, known.bytes());
    if (!opened.rowGroups().equals(known.rowGroups())) {
      opened.close();
      throw new BadInputException(
          "%s has other row groups than its manifest says: copy it again, or ingest the data set again."
              .formatted(file));
    }
    shard = opened;
    shardIndex = index;
  }

  @Override
  public void close() throws IOException {
    if (shard != null) {
      shard.close();
      shard = null;
      shardIndex = -1;
    }
  }
}
