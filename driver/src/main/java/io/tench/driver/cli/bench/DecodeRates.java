package io.tench.driver.cli.bench;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.SampleReader;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How fast one thread decodes images that lie in memory; in images a second. */
final class DecodeRates implements AutoCloseable {
  private static final int MOST_IMAGES = 512;

  private final List<Sample> samples = new ArrayList<>();
  private final ImageDecoder decoder = new ImageDecoder();
  private final ImageLoader loader;
  private final Batch batch;

  private DecodeRates(BatchSettings settings) {
    loader = new ImageLoader(settings.preprocessing(), settings.augmentation());
    batch = new Batch(settings.preprocessing().shape(), settings.layout(), settings.batchSize());
  }

  /** Reads the first images of a data set's order, {@value #MOST_IMAGES} at most. */
  static DecodeRates open(DataSet data, BatchSettings settings) throws IOException {
    SampleRange range = new SampleRange(0, 0, Math.min(MOST_IMAGES, data.rows()));
    DecodeRates rates = new DecodeRates(settings);
    try (SampleReader reader = SampleReader.open(data, range, 1, true)) {
      while (reader.hasNext()) {
        Sample sample = reader.next();
        if (sample != null) {
          rates.samples.add(sample);
        }
      }
    }
    return rates;
  }

  /** Each image at its full size, and no more. */
  double decode() {
    return rate((image, index) -> decoder.decodeAndDrop(image));
  }

  /** From an image's bytes to its place in a batch. */
  double load() {
    return rate((image, index) -> loader.load(image, index, batch, index % batch.capacity()));
  }

  private interface Work {
    void on(byte[] image, int index) throws ImageException;
  }

  private double rate(Work work) {
    long begun = System.nanoTime();
    for (int index = 0; index < samples.size(); index++) {
      try {
        work.on(samples.get(index).image(), index);
      } catch (ImageException broken) {
        throw new BadInputException(
            "The image %s %s: leave it out and ingest the data set again."
                .formatted(samples.get(index).path(), broken.getMessage()),
            broken);
      }
    }
    return samples.size() * 1e9 / (System.nanoTime() - begun);
  }

  @Override
  public void close() {
    decoder.close();
    loader.close();
  }
}
