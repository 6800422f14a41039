package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Writes one shard, in row groups that a worker reads whole; uncompressed, unless asked, as images
 * are compressed already. The file has a temporary name until {@link #finish}; closed before, it is
 * deleted.
 */
public final class ShardWriter implements Closeable {
  static {
    FooterEncodings.order();
  }

  /** About 36 photos of ImageNet, or 200 of them with 256 pixels on the shorter side. */
  public static final int ROW_GROUP_BYTES = 4 << 20;

  /** About 1,200 images of MNIST. */
  private static final int TINY_ROW_GROUP_BYTES = 1 << 20;

  private static final int PAGE_BYTES = 1 << 20;

  private final Storage storage;
  private final String file;
  private final String temporary;
  private final LabelMap labels;
  private final ShardOutput output;
  private final ParquetWriter<Sample> writer;
  private boolean complete;
  private boolean settled;

  private ShardWriter(
      Storage storage,
      String file,
      LabelMap labels,
      int rowGroupBytes,
      CompressionCodecName compression)
      throws IOException {
    int slash = file.lastIndexOf('/') + 1;
    this.storage = storage;
    this.file = file;
    this.labels = labels;
    temporary = file.substring(0, slash) + "." + file.substring(slash) + "." + UUID.randomUUID();
    output = new ShardOutput(storage, temporary);
    Configuration configuration = new Configuration(false);
    configuration.set("zlib.compress.level", "BEST_COMPRESSION");
    writer =
        new WriterBuilder<>(output, new SampleWriteSupport(labels))
            .withConf(configuration)
            .withCompressionCodec(compression)
            .withDictionaryEncoding(false)
            .withRowGroupSize((long) rowGroupBytes)
            .withPageSize(PAGE_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withMaxRowCountForPageSizeCheck(16)
            .withStatisticsTruncateLength(64)
            .build();
  }

  /** Begins {@code file}, with row groups of {@link #ROW_GROUP_BYTES}. */
  public static ShardWriter create(Storage storage, String file, LabelMap labels)
      throws IOException {
    return create(storage, file, labels, ROW_GROUP_BYTES);
  }

  /**
   * Begins {@code file}.
   *
   * @param rowGroupBytes about the size of a row group; more where one image is larger
   */
  public static ShardWriter create(Storage storage, String file, LabelMap labels, int rowGroupBytes)
      throws IOException {
    return new ShardWriter(storage, file, labels, rowGroupBytes, CompressionCodecName.UNCOMPRESSED);
  }

  /**
   * Begins {@code file}, whose pages will be compressed with gzip: for tiny images that are not
   * compressed themselves, which a page does better than each by itself.
   */
  public static ShardWriter createCompressed(Storage storage, String file, LabelMap labels)
      throws IOException {
    return new ShardWriter(storage, file, labels, TINY_ROW_GROUP_BYTES, CompressionCodecName.GZIP);
  }

  /** Adds a sample; its label must be one of the shard's. */
  public void write(Sample sample) throws IOException {
    if (sample.label() < 0 || sample.label() >= labels.size()) {
      throw new IllegalArgumentException(
          "label of %s must be in 0..%d, was %d"
              .formatted(sample.path(), labels.size() - 1, sample.label()));
    }
    writer.write(sample);
  }

  /**
   * Completes the file and gives it its name.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if a file has that name
   */
  public ShardFile finish() throws IOException {
    complete = true;
    writer.close();
    storage.rename(temporary, file);
    settled = true;
    return output.finished(file, writer.getFooter());
  }

  /** Deletes the file unless it is finished. */
  @Override
  public void close() throws IOException {
    if (settled) {
      return;
    }
    settled = true;
    try {
      if (!complete) {
        writer.close();
      }
    } finally {
      storage.delete(temporary);
    }
  }
}
