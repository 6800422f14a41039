package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;

/**
 * Reads the samples of one Parquet file in Hugging Face's layout, by row group: only the bytes of
 * the row groups and columns that are asked for. Page checksums are checked. Not thread-safe.
 */
public final class ShardReader implements Closeable {
  static {
    FooterEncodings.order();
  }

  private final String file;
  private final ParquetFileReader reader;
  private final MessageColumnIO columns;
  private final SampleMaterializer materializer;

  private ShardReader(String file, ParquetFileReader reader) {
    this.file = file;
    this.reader = reader;
    MessageType schema = reader.getFileMetaData().getSchema();
    MessageType projection = ShardSchema.projection(file, schema);
    reader.setRequestedSchema(projection);
    columns = new ColumnIOFactory().getColumnIO(projection, schema);
    materializer = new SampleMaterializer(projection);
  }

  /**
   * Reads the file's footer.
   *
   * @throws BadInputException if the file is no Parquet file or lacks a column
   */
  public static ShardReader open(Storage storage, String file) throws IOException {
    return open(storage, file, storage.entry(file).bytes());
  }

  /** As {@link #open(Storage, String)}, for a file whose length is known. */
  static ShardReader open(Storage storage, String file, long bytes) throws IOException {
    ParquetFileReader reader;
    try {
      reader =
          ParquetFileReader.open(
              new ShardInput(storage, file, bytes),
              ParquetReadOptions.builder().usePageChecksumVerification().build());
    } catch (IOException | RuntimeException failure) {
      Optional<IOException> unread = ShardInput.ofStorage(failure);
      if (unread.isPresent()) {
        throw unread.get();
      }
      throw new BadInputException(
          "%s is not a complete Parquet file (%s): copy or ingest it again."
              .formatted(file, failure.getMessage()),
          failure);
    }
    try {
      requireWithin(file, reader, bytes);
      return new ShardReader(file, reader);
    } catch (RuntimeException failure) {
      reader.close();
      throw failure instanceof BadInputException
          ? failure
          : new BadInputException(
              "%s has a footer that cannot be understood (%s): copy or ingest it again."
                  .formatted(file, failure.getMessage()),
              failure);
    }
  }

  /** A footer must not make anyone reserve more memory than the file has bytes. */
  private static void requireWithin(String file, ParquetFileReader reader, long bytes) {
    for (BlockMetaData rowGroup : reader.getRowGroups()) {
      long rows = rowGroup.getRowCount();
      boolean within = rows >= 0 && rows <= bytes;
      for (ColumnChunkMetaData column : rowGroup.getColumns()) {
        long from = column.getStartingPos();
        within &= from >= 0 && from <= bytes && column.getTotalSize() >= 0;
        within &= column.getTotalSize() <= bytes - from;
      }
      if (!within) {
        throw new BadInputException(
            "%s has a row group that reaches beyond its end: copy or ingest it again."
                .formatted(file));
      }
    }
  }

  /** Rows of each row group, in file order. */
  public List<Integer> rowGroups() {
    return reader.getRowGroups().stream()
        .map(BlockMetaData::getRowCount)
        .map(Math::toIntExact)
        .toList();
  }

  /** The class names in the footer, where {@code datasets} has left them. */
  public Optional<LabelMap> labels() {
    Map<String, String> metadata = reader.getFileMetaData().getKeyValueMetaData();
    return Optional.ofNullable(metadata.get(HuggingFaceFeatures.KEY))
        .flatMap(json -> HuggingFaceFeatures.labels(file, json));
  }

  /** All samples of a row group, in file order. */
  public List<Sample> read(int rowGroup) throws IOException {
    int[] rows = new int[rowGroups().get(rowGroup)];
    Arrays.setAll(rows, row -> row);
    return read(rowGroup, rows);
  }

  /**
   * Samples of a row group, in the order of {@code rows}, which names none twice.
   *
   * @throws BadInputException if a page is damaged, or a row has no image or label
   */
  public List<Sample> read(int rowGroup, int[] rows) throws IOException {
    return read(
        rowGroup,
        rows,
        bad -> {
          throw bad;
        });
  }

  /**
   * As {@link #read(int, int[])}, with null for each row that has no image or label; {@code bad}
   * hears of each.
   */
  List<Sample> read(int rowGroup, int[] rows, Consumer<BadInputException> bad) throws IOException {
    int last = Arrays.stream(rows).max().orElse(-1);
    int[] places = new int[last + 1];
    Arrays.fill(places, -1);
    for (int place = 0; place < rows.length; place++) {
      places[rows[place]] = place;
    }
    Sample[] samples = new Sample[rows.length];
    try {
      PageReadStore pages = reader.readRowGroup(rowGroup);
      RecordReader<Sample> records = columns.getRecordReader(pages, materializer);
      for (int row = 0; row <= last; row++) {
        boolean wanted = places[row] >= 0;
        materializer.want(wanted);
        records.read();
        if (wanted) {
          String name = "Row %d of row group %d in %s".formatted(row, rowGroup, file);
          samples[places[row]] = sample(name, bad);
        }
      }
    } catch (BadInputException known) {
      throw known;
    } catch (IOException | RuntimeException | OutOfMemoryError failure) {
      Optional<IOException> unread = ShardInput.ofStorage(failure);
      if (unread.isPresent()) {
        throw unread.get();
      }
      throw new BadInputException(
          "%s is damaged in row group %d (%s): copy or ingest it again."
              .formatted(file, rowGroup, failure.getMessage()),
          failure);
    }
    return Arrays.asList(samples);
  }

  private Sample sample(String row, Consumer<BadInputException> bad) {
    try {
      return materializer.sample(row);
    } catch (BadInputException lacking) {
      bad.accept(lacking);
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
