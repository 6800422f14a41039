package io.tench.datasets.storage;

import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * Names on a local disk, taken and given by the kernel in one step each. Hadoop looks first and
 * acts then, which two processes can do at once; deletes a file before it replaces it; and copies
 * where a rename fails.
 */
final class LocalDisk {
  private LocalDisk() {}

  static OutputStream create(Path file) throws IOException {
    try {
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectories(file.getParent());
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      return new DurableStream(
          new BufferedOutputStream(Channels.newOutputStream(channel)), () -> channel.force(true));
    } catch (FileSystemException failure) {
      throw explained(file, file, failure);
    }
  }

  /**
   * Of two that rename folders to one name at once, one succeeds; a file's new name is looked for
   * first, and could be taken just then.
   */
  static void rename(Path from, Path to) throws IOException {
    if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(to + " exists already");
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException failure) {
      throw explained(from, to, failure);
    }
  }

  static void replace(Path file, byte[] content) throws IOException {
    Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
    try {
      try (OutputStream stream = create(temporary)) {
        stream.write(content);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      Files.deleteIfExists(temporary);
      throw failure instanceof FileSystemException known ? explained(file, file, known) : failure;
    }
  }

  /** Java's exceptions say little more than the path. */
  private static IOException explained(Path from, Path to, FileSystemException failure) {
    IOException explained;
    if (failure instanceof NoSuchFileException) {
      Path missing = Files.exists(from) ? to.getParent() : from;
      explained = new FileNotFoundException(missing + " does not exist");
    } else if (failure instanceof AccessDeniedException) {
      explained = new IOException("no permission to change " + failure.getFile());
    } else if (failure instanceof java.nio.file.FileAlreadyExistsException
        && !to.toString().equals(failure.getFile())) {
      explained = new IOException(failure.getFile() + " is a file and no folder");
    } else if (failure instanceof java.nio.file.FileAlreadyExistsException
        || Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
      explained = new FileAlreadyExistsException(to + " exists already");
    } else {
      return failure;
    }
    explained.initCause(failure);
    return explained;
  }
}
