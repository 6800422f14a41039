package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Sample;
import io.tench.datasets.image.PngEncoder;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.List;

/**
 * Records {@code from}..{@code to} of one of CIFAR's binary files: label bytes, of which the last
 * counts, then {@code [3, 32, 32]} bytes RGB.
 *
 * @param labelBytes 1 in CIFAR-10, 2 (coarse, fine) in CIFAR-100
 */
record CifarPart(Container container, TreeFile file, int labelBytes, int classes, int from, int to)
    implements SourcePart {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int PLANE = 32 * 32;

  /** Bytes of a record with that many label bytes. */
  static int recordBytes(int labelBytes) {
    return labelBytes + SHAPE.values();
  }

  @Override
  public List<String> hosts(Storage storage) throws IOException {
    return container.hosts(storage, file, file);
  }

  @Override
  public SampleStream open(Storage storage) throws IOException {
    int length = recordBytes(labelBytes);
    byte[] records;
    try (ContainerReader reader = new ContainerReader(storage, container)) {
      records = reader.read(file, (long) from * length, (to - from) * length);
    }
    return new RawSamples(from, to) {
      @Override
      Sample sample(int index) {
        int start = (index - from) * length;
        int label = records[start + labelBytes - 1] & 0xff;
        if (label >= classes) {
          throw new BadInputException(
              "Image %d in %s has label %d, but there are %d classes: fetch the file again."
                  .formatted(index, file.path(), label, classes));
        }
        return new Sample(
            PngEncoder.encode(interleaved(records, start + labelBytes), SHAPE),
            "%s/%05d.png".formatted(file.stem(), index),
            label);
      }
    };
  }

  private static byte[] interleaved(byte[] planes, int start) {
    byte[] pixels = new byte[SHAPE.values()];
    for (int pixel = 0; pixel < PLANE; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        pixels[3 * pixel + channel] = planes[start + channel * PLANE + pixel];
      }
    }
    return pixels;
  }
}
