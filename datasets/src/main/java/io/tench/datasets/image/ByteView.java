package io.tench.datasets.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in an encoded image, read with their bounds checked. */
final class ByteView {
  private static final VarHandle LITTLE_ENDIAN_LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final byte[] bytes;

  ByteView(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  /** An unsigned byte. */
  int u8(long at) throws ImageException {
    if (at < 0 || at >= bytes.length) {
      throw new ImageException("is truncated");
    }
    return bytes[(int) at] & 0xff;
  }

  /** Unsigned, big-endian. */
  int u16(long at) throws ImageException {
    return u8(at) << 8 | u8(at + 1);
  }

  /** Unsigned, big-endian. */
  long u32(long at) throws ImageException {
    return (long) u16(at) << 16 | u16(at + 2);
  }

  /** Unsigned, little-endian. */
  int u16Little(long at) throws ImageException {
    return u8(at + 1) << 8 | u8(at);
  }

  /** Unsigned, little-endian. */
  long u32Little(long at) throws ImageException {
    return (long) u16Little(at + 2) << 16 | u16Little(at);
  }

  /** Whether the Latin-1 {@code text} stands at an offset. */
  boolean has(long at, String text) {
    byte[] wanted = text.getBytes(ISO_8859_1);
    if (at < 0 || at + wanted.length > bytes.length) {
      return false;
    }
    for (int index = 0; index < wanted.length; index++) {
      if (bytes[(int) at + index] != wanted[index]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The offset of the first {@code 0xFF} at or after {@code from}; eight bytes at a time (Warren,
   * Hacker's Delight, section 6-1), for a JPEG's scans are searched to their end.
   */
  int indexOfFf(long from) throws ImageException {
    int at = (int) Math.min(from, bytes.length);
    for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
      long inverted = ~(long) LITTLE_ENDIAN_LONGS.get(bytes, at);
      long zeros = (inverted - LOW_BITS) & ~inverted & HIGH_BITS;
      if (zeros != 0) {
        return at + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
      }
    }
    for (; at < bytes.length; at++) {
      if (bytes[at] == (byte) 0xff) {
        return at;
      }
    }
    throw new ImageException("is truncated");
  }
}
