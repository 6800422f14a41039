package io.tench.driver.compression;

import io.tench.datasets.Seed;
import io.tench.driver.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Blocks of 8-bit integers, each with a float32 scale that its largest value sets: QSGD's
 * quantisation (Alistarh et al., NeurIPS 2017, section 3.1) with the maximum norm. Rounding is
 * random and right in the mean, so that small changes are not lost; error feedback (Seide et al.,
 * Interspeech 2014) would want a memory that a replica, which may run anywhere, does not have.
 */
record Int8Codec(Blocks blocks) implements VectorCodec {
  /** Values of a block. */
  static final int BLOCK = 256;

  private static final int GREATEST = 127;
  private static final float UNIT = 0x1p-24f;

  @Override
  public byte[] encode(float[] vector, long seed) {
    byte[] encoded = new byte[Math.addExact(blocks.count() * Float.BYTES, vector.length)];
    FloatBuffer scales = scales(encoded, blocks.count());
    int values = blocks.count() * Float.BYTES;
    for (int from = 0; from < vector.length; ) {
      int to = blocks.end(from);
      float scale = largest(vector, from, to) / GREATEST;
      scales.put(scale);
      if (scale > 0) {
        long random = 0;
        for (int i = from; i < to; i++) {
          int half = i & 1;
          random = half == 0 || i == from ? Seed.of(seed, i >> 1) : random;
          float uniform = (half == 0 ? (int) random : (int) (random >>> 32)) >>> 8;
          int rounded = (int) Math.floor(vector[i] / scale + uniform * UNIT);
          encoded[values + i] = (byte) Math.max(-GREATEST, Math.min(GREATEST, rounded));
        }
      }
      from = to;
    }
    return encoded;
  }

  private static float largest(float[] vector, int from, int to) {
    float largest = 0;
    for (int i = from; i < to; i++) {
      largest = Math.max(largest, Math.abs(vector[i]));
    }
    return largest;
  }

  @Override
  public byte[] cut(byte[] whole, Slice slice) {
    int first = blocks.at(slice.from());
    int scaleBytes = (blocks.at(slice.to() - 1) + 1 - first) * Float.BYTES;
    byte[] part = new byte[scaleBytes + slice.length()];
    System.arraycopy(whole, first * Float.BYTES, part, 0, scaleBytes);
    int values = blocks.count() * Float.BYTES;
    System.arraycopy(whole, values + slice.from(), part, scaleBytes, slice.length());
    return part;
  }

  @Override
  public float[] decode(byte[] part, Slice slice) {
    int count = blocks.at(slice.to() - 1) + 1 - blocks.at(slice.from());
    FloatBuffer scales = scales(part, count);
    float[] values = new float[slice.length()];
    for (int from = slice.from(); from < slice.to(); ) {
      int to = Math.min(blocks.end(from), slice.to());
      float scale = scales.get();
      for (int i = from - slice.from(); i < to - slice.from(); i++) {
        values[i] = scale * part[count * Float.BYTES + i];
      }
      from = to;
    }
    return values;
  }

  private static FloatBuffer scales(byte[] encoded, int count) {
    return ByteBuffer.wrap(encoded, 0, count * Float.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }
}
