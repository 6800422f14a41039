package io.tench.datasets.storage;

import java.io.IOException;

/** Nobody answers at a file system's address. The message is one complete sentence. */
public final class UnreachableStorageException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnreachableStorageException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
