package io.tench.driver.spark;

import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.LabelMap;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardWriter;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;

/**
 * Writes one partition, sorted by destination, as one shard. The bits are the same in every
 * attempt; each has a folder of its own, and the driver takes the one that it hears of.
 */
final class WriteShard
    implements Function2<
        Integer, Iterator<Tuple2<Long, CheckedImage.Accepted>>, Iterator<WriteShard.Written>> {
  private static final long serialVersionUID = 1L;

  private final Storage storage;
  private final WorkFolder work;
  private final LabelMap labels;
  private final ShardPartitioner partitioner;
  private final boolean compressed;
  private final LongAccumulator done;

  WriteShard(
      Storage storage,
      WorkFolder work,
      LabelMap labels,
      ShardPartitioner partitioner,
      boolean compressed,
      LongAccumulator done) {
    this.storage = storage;
    this.work = work;
    this.labels = labels;
    this.partitioner = partitioner;
    this.compressed = compressed;
    this.done = done;
  }

  /**
   * A shard that lies at {@code path} until the driver moves it.
   *
   * @param channels its images' pixels, as RGB
   * @param gray whether all of the images are
   */
  record Written(ShardFile shard, String path, ChannelAccumulator channels, boolean gray)
      implements Serializable {}

  @Override
  public Iterator<Written> call(
      Integer partition, Iterator<Tuple2<Long, CheckedImage.Accepted>> images) throws IOException {
    String folder = work.attempt(UUID.randomUUID().toString());
    String path = Storage.child(folder, partitioner.file(partition));
    ChannelAccumulator channels = new ChannelAccumulator(3);
    boolean gray = true;
    try (ShardWriter writer = writer(path)) {
      while (images.hasNext()) {
        CheckedImage.Accepted image = images.next()._2();
        writer.write(image.sample());
        channels.merge(image.channels());
        gray &= image.gray();
        done.add(1);
      }
      return List.of(new Written(writer.finish(), path, channels, gray)).iterator();
    }
  }

  private ShardWriter writer(String path) throws IOException {
    return compressed
        ? ShardWriter.createCompressed(storage, path, labels)
        : ShardWriter.create(storage, path, labels);
  }
}
