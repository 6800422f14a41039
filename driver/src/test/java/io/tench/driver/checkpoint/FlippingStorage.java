package io.tench.driver.checkpoint;

import io.tench.datasets.storage.ForwardingStorage;
import io.tench.datasets.storage.Storage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** A disk that flips a bit in each file of one name as it is written, and does not say so. */
final class FlippingStorage extends ForwardingStorage {
  private final String name;

  FlippingStorage(Storage storage, String name) {
    super(storage);
    this.name = name;
  }

  @Override
  public OutputStream create(String file) throws IOException {
    OutputStream stream = super.create(file);
    if (!file.endsWith("/" + name)) {
      return stream;
    }
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] flipped = bytes.clone();
        flipped[from + length / 2] ^= 4;
        out.write(flipped, from, length);
      }
    };
  }
}
