package io.tench.datasets.source;

import io.tench.datasets.Sample;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Image files of a folder or tar. */
record ImagesPart(Container container, List<Labelled> images) implements SourcePart {
  private static final int MOST_IMAGES = 500;
  private static final long MOST_BYTES = 32 << 20;

  /** Each part of a compressed tar decompresses all that lies before it. */
  private static final int MOST_COMPRESSED_PARTS = 16;

  /** An image and its class index. */
  record Labelled(TreeFile file, int label) implements Serializable {}

  ImagesPart {
    images = List.copyOf(images);
  }

  /** Parts of about {@value #MOST_BYTES} bytes that never depend on the size of a cluster. */
  static List<SourcePart> split(Container container, List<Labelled> images) {
    boolean compressed = container instanceof Container.Tar tar && tar.compressed();
    int mostImages =
        compressed ? Math.max(MOST_IMAGES, images.size() / MOST_COMPRESSED_PARTS + 1) : MOST_IMAGES;
    List<SourcePart> parts = new ArrayList<>();
    List<Labelled> current = new ArrayList<>();
    long bytes = 0;
    for (Labelled image : images) {
      if (current.size() == mostImages || (!compressed && bytes >= MOST_BYTES)) {
        parts.add(new ImagesPart(container, current));
        current = new ArrayList<>();
        bytes = 0;
      }
      current.add(image);
      bytes += image.file().bytes();
    }
    if (!current.isEmpty()) {
      parts.add(new ImagesPart(container, current));
    }
    return parts;
  }

  @Override
  public List<String> hosts(Storage storage) throws IOException {
    return container.hosts(storage, images.get(0).file(), images.get(images.size() - 1).file());
  }

  @Override
  public SampleStream open(Storage storage) {
    ContainerReader reader = new ContainerReader(storage, container);
    Iterator<Labelled> remaining = images.iterator();
    return new SampleStream() {
      @Override
      public Sample next() throws IOException {
        if (!remaining.hasNext()) {
          return null;
        }
        Labelled image = remaining.next();
        return new Sample(reader.read(image.file()), image.file().path(), image.label());
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}
