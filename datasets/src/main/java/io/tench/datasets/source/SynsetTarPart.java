package io.tench.datasets.source;

import io.tench.datasets.Sample;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.List;

/** The images of one class: a tar by itself, or inside the tar of all. Read where it lies. */
record SynsetTarPart(Container container, TreeFile tar, int label) implements SourcePart {
  @Override
  public List<String> hosts(Storage storage) throws IOException {
    return container.hosts(storage, tar, tar);
  }

  @Override
  public SampleStream open(Storage storage) throws IOException {
    ContainerReader container = new ContainerReader(storage, this.container);
    SeekableStream stream = container.streamOf(tar);
    TarReader reader =
        new TarReader(
            stream,
            tar.offset(),
            tar.offset() + tar.bytes(),
            Storage.child(this.container.location(), tar.path()));
    return new SampleStream() {
      @Override
      public Sample next() throws IOException {
        for (TreeFile file = reader.next(); file != null; file = reader.next()) {
          if (!file.name().startsWith(".")) {
            return new Sample(reader.content(), tar.stem() + "/" + file.path(), label);
          }
        }
        return null;
      }

      @Override
      public void close() throws IOException {
        container.close();
      }
    };
  }
}
