package io.tench.datasets.source;

import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** What holds the bytes of a {@link FileTree}'s files. Small: every part carries one. */
sealed interface Container extends Serializable {
  /** The place that the user knows: a folder or a tar. */
  String location();

  /** Hosts that hold the bytes from {@code first} to {@code last}; may be empty. */
  List<String> hosts(Storage storage, TreeFile first, TreeFile last) throws IOException;

  /** A folder of a storage. */
  record Folder(String location) implements Container {
    String pathOf(TreeFile file) {
      return Storage.child(location, file.path());
    }

    @Override
    public List<String> hosts(Storage storage, TreeFile first, TreeFile last) throws IOException {
      return storage.hosts(pathOf(first), first.offset(), first.offset() + first.bytes());
    }
  }

  /** A tar file, plain or compressed with gzip. */
  record Tar(String location, boolean compressed) implements Container {
    static boolean isTar(String name) {
      return name.endsWith(".tar") || isCompressed(name);
    }

    private static boolean isCompressed(String name) {
      return name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    static Tar at(String location) {
      return new Tar(location, isCompressed(location));
    }

    /** The tar's bytes, decompressed. */
    SeekableStream open(Storage storage) throws IOException {
      return compressed ? new GzipStream(storage, location) : storage.read(location);
    }

    /** Length of the tar, or no bound where only reading it all would tell. */
    long end(Storage storage) throws IOException {
      return compressed ? Long.MAX_VALUE : storage.entry(location).bytes();
    }

    @Override
    public List<String> hosts(Storage storage, TreeFile first, TreeFile last) throws IOException {
      return compressed
          ? List.of()
          : storage.hosts(location, first.offset(), last.offset() + last.bytes());
    }
  }
}
