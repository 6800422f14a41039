package io.tench.datasets.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Numbers in an encoded image, read with their bounds checked. */
final class ByteView {
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

  /** The offset of the first {@code 0xFF} at or after {@code from}. */
  int indexOfFf(long from) throws ImageException {
    for (int at = (int) Math.min(from, bytes.length); at < bytes.length; at++) {
      if (bytes[at] == (byte) 0xff) {
        return at;
      }
    }
    throw new ImageException("is truncated");
  }
}
