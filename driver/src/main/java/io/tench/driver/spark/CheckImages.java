package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Sample;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.Pixels;
import io.tench.datasets.source.SampleStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Reads parts of a source, decodes every image in full, scales it down if asked, and puts broken
 * ones into quarantine. Gives the same for a part whenever and wherever it runs.
 */
final class CheckImages implements FlatMapFunction<Iterator<IngestPart>, CheckedImage> {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_NAME = 100;

  private final Storage storage;
  private final WorkFolder work;
  private final LabelMap labels;
  private final int resize;
  private final LongAccumulator done;

  CheckImages(Storage storage, WorkFolder work, LabelMap labels, int resize, LongAccumulator done) {
    this.storage = storage;
    this.work = work;
    this.labels = labels;
    this.resize = resize;
    this.done = done;
  }

  @Override
  public Iterator<CheckedImage> call(Iterator<IngestPart> parts) {
    return new Images(parts.next());
  }

  private final class Images implements Iterator<CheckedImage> {
    private final IngestPart part;
    private final ImageDecoder decoder = new ImageDecoder();
    private SampleStream stream;
    private int ordinal;
    private boolean ended;
    private CheckedImage next;

    Images(IngestPart part) {
      this.part = part;
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close());
    }

    @Override
    public boolean hasNext() {
      if (next == null && !ended) {
        try {
          next = read();
          ended = next == null || next instanceof CheckedImage.Damaged;
        } catch (BadInputException damaged) {
          next = new CheckedImage.Damaged(damaged.getMessage());
          ended = true;
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
      return next != null;
    }

    @Override
    public CheckedImage next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      CheckedImage current = next;
      next = null;
      return current;
    }

    private CheckedImage read() throws IOException {
      if (stream == null) {
        stream = part.part().open(storage);
      }
      Sample sample = stream.next();
      if (sample == null) {
        return null;
      }
      done.add(1);
      ordinal++;
      try {
        byte[] image = resize > 0 ? decoder.shrink(sample.image(), resize) : sample.image();
        Pixels pixels = decoder.decode(image, 3);
        ChannelAccumulator channels = new ChannelAccumulator(3);
        channels.add(pixels.values());
        return new CheckedImage.Accepted(
            new Sample(image, sample.path(), sample.label()), channels, pixels.isGray());
      } catch (ImageException broken) {
        String file = quarantine(sample);
        return new CheckedImage.Rejected(
            sample.path(), file, labels.get(sample.label()).id(), broken.getMessage());
      }
    }

    private String quarantine(Sample sample) throws IOException {
      String name = sample.path().substring(sample.path().lastIndexOf('/') + 1);
      String plain = name.replaceAll("[^A-Za-z0-9._-]", "_");
      String end = plain.substring(Math.max(0, plain.length() - LONGEST_NAME));
      String file = "%06d-%06d-%s".formatted(part.index(), ordinal - 1, end);
      String temporary = work.attempt(UUID.randomUUID().toString());
      try (OutputStream output = storage.create(temporary)) {
        output.write(sample.image());
      }
      storage.createFolder(work.rejected(part.split()));
      try {
        storage.rename(temporary, Storage.child(work.rejected(part.split()), file));
      } catch (FileAlreadyExistsException written) {
        // By another attempt at this part, with the same bytes.
        storage.delete(temporary);
      }
      return file;
    }

    private void close() {
      decoder.close();
      if (stream != null) {
        try {
          stream.close();
        } catch (IOException failure) {
          throw new UncheckedIOException(failure);
        }
      }
    }
  }
}
