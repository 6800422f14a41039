package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.UnreachableStorageException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Walks over the regular files of a tar, from header to header; content that nobody asks for is
 * jumped over where the stream can. Trusts nothing in it: sizes are held against the tar's end, and
 * headers against a bound.
 */
final class TarReader {
  private static final int RECORD = 512;

  private final String location;
  private final Window window;
  private final TarArchiveInputStream tar;
  private final long start;

  /**
   * A tar in the bytes {@code from}..{@code to} of a stream, which stays the caller's to close.
   *
   * @param location for messages
   */
  TarReader(SeekableStream stream, long from, long to, String location) throws IOException {
    this.location = location;
    this.start = from;
    stream.seek(from);
    window = new Window(stream, to);
    tar = new TarArchiveInputStream(window, "UTF-8");
  }

  /** All files of a tar. */
  static List<TreeFile> files(SeekableStream stream, long end, String location) throws IOException {
    TarReader reader = new TarReader(stream, 0, end, location);
    List<TreeFile> files = new ArrayList<>();
    for (TreeFile file = reader.next(); file != null; file = reader.next()) {
      files.add(file);
    }
    return files;
  }

  /**
   * The next regular file, or null after the last; its offset is one of the stream.
   *
   * @throws BadInputException if the tar is broken or cut off
   */
  TreeFile next() throws IOException {
    try {
      while (true) {
        window.beginHeader();
        TarArchiveEntry entry = tar.getNextTarEntry();
        window.endHeader();
        if (entry == null) {
          requireWhole();
          return null;
        }
        if (!entry.isCheckSumOK()) {
          throw new IOException("bad header checksum");
        }
        long offset = window.position();
        if (entry.getSize() < 0 || entry.getSize() > window.end() - offset) {
          throw new IOException("it ends in the middle of " + entry.getName());
        }
        if (entry.isFile() && !entry.isSparse() && !entry.isLink() && !entry.isSymbolicLink()) {
          return new TreeFile(normalized(entry.getName()), offset, entry.getSize());
        }
      }
    } catch (IOException | IllegalArgumentException broken) {
      throw broken(broken);
    }
  }

  /** The bytes of the file that {@link #next} has just given. */
  byte[] content() throws IOException {
    TarArchiveEntry entry = tar.getCurrentEntry();
    ContainerReader.requireReadable(entry.getName(), entry.getSize(), location);
    byte[] bytes;
    try {
      bytes = tar.readNBytes((int) entry.getSize());
      if (bytes.length < entry.getSize()) {
        throw new IOException("it ends in the middle of " + entry.getName());
      }
    } catch (IOException cut) {
      throw broken(cut);
    }
    return bytes;
  }

  /** A tar that is cut off in a header seems to end before it. */
  private void requireWhole() throws IOException {
    if ((window.position() - start) % RECORD != 0) {
      throw new IOException("it ends in the middle of a header");
    }
  }

  private BadInputException broken(Exception cause) throws IOException {
    if (cause instanceof UnreachableStorageException unreachable) {
      throw unreachable;
    }
    return new BadInputException(
        "%s is not a whole tar file (%s): fetch it again.".formatted(location, cause.getMessage()),
        cause);
  }

  private String normalized(String name) {
    List<String> parts = new ArrayList<>();
    for (String part : name.replace('\\', '/').split("/", -1)) {
      if (part.equals("..")) {
        throw new BadInputException(
            "%s has an entry %s that points out of it: use a tar of a plain folder."
                .formatted(location, name));
      }
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /** The tar's part of the stream; refuses headers (long names, PAX records) without an end. */
  private static final class Window extends InputStream {
    private static final long LONGEST_HEADER = 1 << 20;

    private final SeekableStream stream;
    private final long end;
    private long allowed = Long.MAX_VALUE;

    Window(SeekableStream stream, long end) {
      this.stream = stream;
      this.end = end;
    }

    long end() {
      return end;
    }

    long position() throws IOException {
      return stream.position();
    }

    void beginHeader() {
      allowed = LONGEST_HEADER;
    }

    void endHeader() {
      allowed = Long.MAX_VALUE;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      long room = Math.min(length, end - stream.position());
      if (room <= 0) {
        return -1;
      }
      int count = stream.read(bytes, from, (int) room);
      allowed -= Math.max(0, count);
      if (allowed < 0) {
        throw new IOException("a header is longer than " + LONGEST_HEADER + " bytes");
      }
      return count;
    }

    @Override
    public long skip(long bytes) throws IOException {
      return stream.skip(Math.max(0, Math.min(bytes, end - stream.position())));
    }
  }
}
