package io.tench.models.exchange;

import java.nio.ByteBuffer;

/** The number formats that parameters are read from; all become float32. */
enum ElementType {
  F32(4) {
    @Override
    void decode(ByteBuffer bytes, float[] values, int from, int count) {
      bytes.asFloatBuffer().get(values, from, count);
    }
  },
  F64(8) {
    @Override
    void decode(ByteBuffer bytes, float[] values, int from, int count) {
      for (int index = 0; index < count; index++) {
        values[from + index] = (float) bytes.getDouble();
      }
    }
  },
  /** IEEE 754 binary16. */
  F16(2) {
    @Override
    void decode(ByteBuffer bytes, float[] values, int from, int count) {
      for (int index = 0; index < count; index++) {
        values[from + index] = half(bytes.getShort());
      }
    }
  },
  /** The upper half of a float32. */
  BF16(2) {
    @Override
    void decode(ByteBuffer bytes, float[] values, int from, int count) {
      for (int index = 0; index < count; index++) {
        values[from + index] = Float.intBitsToFloat(bytes.getShort() << 16);
      }
    }
  };

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Of one element. */
  int bytes() {
    return bytes;
  }

  /** Puts {@code count} elements into {@code values} at {@code from}. */
  abstract void decode(ByteBuffer bytes, float[] values, int from, int count);

  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((float) fraction, -24);
          case 31 -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb((float) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
