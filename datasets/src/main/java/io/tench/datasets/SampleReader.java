package io.tench.datasets;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Reads the samples of a range in their order, a row group at a time. Not thread-safe. */
public final class SampleReader implements Closeable {
  private final DataSet data;
  private final SampleOrder order;
  private final Iterator<RowGroupSlice> slices;
  private ShardReader shard;
  private int shardIndex = -1;
  private Iterator<Sample> samples = Collections.emptyIterator();
  private long position;

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

  /**
   * The next sample, or null after the last.
   *
   * @throws BadInputException if a shard is damaged or is not as the manifest says
   */
  public Sample next() throws IOException {
    while (!samples.hasNext()) {
      if (!slices.hasNext()) {
        return null;
      }
      samples = read(slices.next()).iterator();
    }
    position++;
    Sample sample = samples.next();
    if (sample.label() < 0 || sample.label() >= data.manifest().labels().size()) {
      throw new BadInputException(
          "The sample in %s has label %d, but the data set has classes 0 to %d: leave the image out, or ingest the data set again."
              .formatted(place(position), sample.label(), data.manifest().labels().size() - 1));
    }
    return sample;
  }

  /** The row, row group and shard of a position, for a message. Thread-safe. */
  public String place(long position) {
    RowGroupSlice slice = order.slices(position, position + 1).get(0);
    return "row %d of row group %d in %s"
        .formatted(slice.rows()[0], slice.rowGroup(), data.path(slice.shard()));
  }

  private List<Sample> read(RowGroupSlice next) throws IOException {
    if (next.shard() != shardIndex) {
      close();
      shardIndex = next.shard();
      String file = data.path(shardIndex);
      ShardFile known = data.manifest().shards().get(shardIndex);
      shard = ShardReader.open(data.storage(), file, known.bytes());
      if (!shard.rowGroups().equals(known.rowGroups())) {
        throw new BadInputException(
            "%s has other row groups than its manifest says: copy it again, or ingest the data set again."
                .formatted(file));
      }
    }
    return shard.read(next.rowGroup(), next.rows());
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
