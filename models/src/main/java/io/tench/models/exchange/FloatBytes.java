package io.tench.models.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floats as little-endian bytes, a chunk at a time. */
final class FloatBytes {
  private static final int CHUNK_FLOATS = 1 << 18;

  private FloatBytes() {}

  static void write(OutputStream stream, float[] values, int from, int count) throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK_FLOATS, count) * Float.BYTES];
    for (int done = 0; done < count; done += CHUNK_FLOATS) {
      int now = Math.min(CHUNK_FLOATS, count - done);
      littleEndian(chunk).asFloatBuffer().put(values, from + done, now);
      stream.write(chunk, 0, now * Float.BYTES);
    }
  }

  /**
   * Fills a range of an array.
   *
   * @throws EOFException if the stream ends before
   */
  static void read(InputStream stream, ElementType type, float[] values, int from, int count)
      throws IOException {
    byte[] chunk = new byte[Math.min(CHUNK_FLOATS, count) * type.bytes()];
    for (int done = 0; done < count; done += CHUNK_FLOATS) {
      int now = Math.min(CHUNK_FLOATS, count - done);
      if (stream.readNBytes(chunk, 0, now * type.bytes()) < now * type.bytes()) {
        throw new EOFException();
      }
      type.decode(littleEndian(chunk), values, from + done, now);
    }
  }

  private static ByteBuffer littleEndian(byte[] chunk) {
    return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  }
}
