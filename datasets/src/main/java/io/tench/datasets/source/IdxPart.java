package io.tench.datasets.source;

import io.tench.datasets.ImageShape;
import io.tench.datasets.Sample;
import io.tench.datasets.image.PngEncoder;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Images {@code from}..{@code to} of a pair of idx files. */
record IdxPart(IdxFile images, IdxFile labels, int from, int to) implements SourcePart {
  @Override
  public List<String> hosts(Storage storage) {
    return List.of();
  }

  @Override
  public SampleStream open(Storage storage) throws IOException {
    ImageShape shape = new ImageShape(1, images.sizes().get(1), images.sizes().get(2));
    byte[] pixels = images.read(storage, from, to);
    byte[] classes = labels.read(storage, from, to);
    return new RawSamples(from, to) {
      @Override
      Sample sample(int index) {
        int start = (index - from) * shape.values();
        return new Sample(
            PngEncoder.encode(Arrays.copyOfRange(pixels, start, start + shape.values()), shape),
            "%s/%05d.png".formatted(images.split(), index),
            classes[index - from] & 0xff);
      }
    };
  }
}
