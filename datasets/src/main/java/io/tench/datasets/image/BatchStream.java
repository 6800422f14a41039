package io.tench.datasets.image;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.SampleReader;
import io.tench.datasets.Seed;
import io.tench.datasets.Skipped;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The batches of a range of samples, in order. One thread reads ahead and one decodes ahead of the
 * caller, by as many batches as the settings allow. Not thread-safe.
 *
 * <p>The augmentation of a sample depends on the seed, the epoch and the sample's position in it,
 * not on the range or the batch that it comes in.
 */
public final class BatchStream implements AutoCloseable {
  private final SampleRange range;
  private final BatchSettings settings;
  private final long seed;
  private final OnBadSample onBadSample;
  private final SampleReader reader;
  private final ImageLoader loader;
  private final BlockingQueue<Batch> free = new LinkedBlockingQueue<>();
  private final Ahead<List<Sample>> reading;
  private final Ahead<Batch> decoding;
  private final List<Batch> batches = new ArrayList<>();
  private long position;
  private Skipped undecodable = Skipped.NONE;
  private Batch current;
  private long waitedNanos;
  private boolean closed;

  private BatchStream(
      DataSet data, SampleRange range, BatchSettings settings, long seed, boolean shuffled) {
    this.range = range;
    this.settings = settings;
    this.seed = seed;
    onBadSample = data.onBadSample();
    position = range.from();
    reader = SampleReader.open(data, range, seed, shuffled);
    loader = new ImageLoader(settings.preprocessing(), settings.augmentation());
    // One with the caller, one being filled, the others waiting in between.
    long needed = (range.size() + settings.batchSize() - 1) / settings.batchSize();
    for (int count = 0; count < Math.min(needed, settings.prefetch() + 2); count++) {
      batches.add(
          IdleBatches.take(
              settings.preprocessing().shape(), settings.layout(), settings.batchSize()));
    }
    free.addAll(batches);
    reading = new Ahead<>("tench-read", 1, this::read);
    decoding = new Ahead<>("tench-decode", settings.prefetch(), this::decode);
  }

  /**
   * Begins to read and decode {@code range}: in {@link io.tench.datasets.SampleOrder}'s order of
   * {@code seed} and the range's epoch if {@code shuffled}, else in that of the files.
   */
  public static BatchStream open(
      DataSet data, SampleRange range, BatchSettings settings, long seed, boolean shuffled) {
    return new BatchStream(data, range, settings, seed, shuffled);
  }

  /**
   * The next batch, or null after the last; valid until the next call. All but the last are full,
   * less what is skipped: one may even be empty.
   *
   * @throws BadInputException if an image or a shard is broken; names both. Not where the data set
   *     skips bad samples
   * @throws InterruptedIOException if the thread is interrupted
   */
  public Batch next() throws IOException {
    if (current != null) {
      free.add(current);
      current = null;
    }
    long start = System.nanoTime();
    try {
      current = decoding.take();
      return current;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a batch");
    } finally {
      waitedNanos += System.nanoTime() - start;
    }
  }

  /** How long {@link #next} has waited for batches in all. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos);
  }

  /** What was skipped of the range, once {@link #next} has returned null. */
  public Skipped skipped() {
    return reader.skipped().and(undecodable);
  }

  /** One for each of a batch's positions; null for those that are skipped. */
  private List<Sample> read() throws IOException {
    List<Sample> samples = new ArrayList<>(settings.batchSize());
    while (samples.size() < settings.batchSize() && reader.hasNext()) {
      samples.add(reader.next());
    }
    return samples.isEmpty() ? null : samples;
  }

  private Batch decode() throws IOException, InterruptedException {
    List<Sample> samples = reading.take();
    if (samples == null) {
      return null;
    }
    Batch batch = free.take();
    int size = 0;
    for (Sample sample : samples) {
      if (sample != null && isLoaded(sample, batch, size)) {
        batch.labels()[size] = sample.label();
        batch.paths()[size] = sample.path();
        size++;
      }
      position++;
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    batch.setSize(size);
    return batch;
  }

  private boolean isLoaded(Sample sample, Batch batch, int index) {
    try {
      loader.load(sample.image(), Seed.of(seed, range.epoch(), position), batch, index);
      return true;
    } catch (ImageException broken) {
      String sentence =
          "The image %s, %s, %s: leave it out and ingest the data set again."
              .formatted(sample.path(), reader.place(position), broken.getMessage());
      if (onBadSample == OnBadSample.STOP) {
        throw new BadInputException(sentence, broken);
      }
      undecodable = undecodable.and(new Skipped(1, List.of(sentence)));
      return false;
    }
  }

  /** Ends both threads. The batches that this stream gave are not valid any more. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    decoding.close();
    reading.close();
    loader.close();
    batches.forEach(IdleBatches::give);
    reader.close();
  }
}
