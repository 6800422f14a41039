package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Sample;
import io.tench.datasets.ShardReader;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** One Parquet file in Hugging Face's layout. */
record ParquetPart(String file, long bytes, int classes) implements SourcePart {
  @Override
  public List<String> hosts(Storage storage) throws IOException {
    return storage.hosts(file, 0, bytes);
  }

  @Override
  public SampleStream open(Storage storage) throws IOException {
    ShardReader reader = ShardReader.open(storage, file);
    int rowGroups = reader.rowGroups().size();
    return new SampleStream() {
      private Iterator<Sample> samples = List.<Sample>of().iterator();
      private int rowGroup;
      private int row;

      @Override
      public Sample next() throws IOException {
        while (!samples.hasNext() && rowGroup < rowGroups) {
          samples = reader.read(rowGroup++).iterator();
        }
        if (!samples.hasNext()) {
          return null;
        }
        Sample sample = samples.next();
        row++;
        if (sample.label() < 0 || sample.label() >= classes) {
          throw new BadInputException(
              "Row %d of %s has label %d, but there are %d classes: mend the file or its names."
                  .formatted(row - 1, file, sample.label(), classes));
        }
        return sample;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
