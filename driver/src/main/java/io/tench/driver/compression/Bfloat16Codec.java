package io.tench.driver.compression;

import io.tench.driver.Slice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;

/** bfloat16, little-endian, rounded to the nearest and to even: the upper half of a float32. */
record Bfloat16Codec() implements VectorCodec {
  @Override
  public byte[] encode(float[] vector, long seed) {
    byte[] encoded = new byte[Math.multiplyExact(vector.length, Short.BYTES)];
    ShortBuffer halves = shorts(encoded);
    for (float value : vector) {
      int bits = Float.floatToRawIntBits(value);
      halves.put((short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16));
    }
    return encoded;
  }

  @Override
  public byte[] cut(byte[] whole, Slice slice) {
    return Arrays.copyOfRange(whole, slice.from() * Short.BYTES, slice.to() * Short.BYTES);
  }

  @Override
  public float[] decode(byte[] part, Slice slice) {
    ShortBuffer halves = shorts(part);
    float[] values = new float[slice.length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(halves.get(i) << 16);
    }
    return values;
  }

  private static ShortBuffer shorts(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
  }
}
