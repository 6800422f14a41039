package io.tench.datasets.image;

import java.io.Closeable;
import org.bytedeco.javacpp.BytePointer;

/** Native memory that grows to the largest size asked for. */
final class NativeBytes implements Closeable {
  private BytePointer memory = new BytePointer();

  /** At least {@code bytes} of it; what was in there is lost. */
  BytePointer room(long bytes) {
    if (memory.capacity() < bytes) {
      memory.close();
      memory = new BytePointer(bytes);
    }
    return memory;
  }

  BytePointer copyOf(byte[] bytes) {
    return room(bytes.length).put(bytes, 0, bytes.length);
  }

  @Override
  public void close() {
    memory.close();
  }
}
