package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** A new file as Parquet writes it; knows the length and digest of what was written. */
final class ShardOutput implements OutputFile {
  private final OutputStream target;
  private final MessageDigest digest;
  private long bytes;

  ShardOutput(Storage storage, String file) throws IOException {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("every Java has SHA-256", impossible);
    }
    target = storage.create(file);
  }

  /** What was written, once that is all. */
  ShardFile finished(String file, ParquetMetadata footer) {
    return new ShardFile(
        file.substring(file.lastIndexOf('/') + 1),
        bytes,
        HexFormat.of().formatHex(digest.digest()),
        footer.getBlocks().stream().map(BlockMetaData::getRowCount).map(Math::toIntExact).toList());
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new PositionOutputStream() {
      @Override
      public long getPos() {
        return bytes;
      }

      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] source, int from, int length) throws IOException {
        target.write(source, from, length);
        digest.update(source, from, length);
        bytes += length;
      }

      @Override
      public void flush() throws IOException {
        target.flush();
      }

      @Override
      public void close() throws IOException {
        target.close();
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
