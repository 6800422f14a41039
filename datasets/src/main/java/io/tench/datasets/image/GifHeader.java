package io.tench.datasets.image;

import java.util.Arrays;

/** The header of a GIF, and its blocks as far as the end of the first image (GIF89a). */
final class GifHeader {
  private static final int EXTENSION = 0x21;
  private static final int IMAGE = 0x2c;
  private static final byte TRAILER = 0x3b;

  private GifHeader() {}

  static ImageHeader read(ByteView bytes) throws ImageException {
    int width = bytes.u16Little(6);
    int height = bytes.u16Little(8);
    ImageHeader.requireSize(width, height);
    firstImageEnd(bytes);
    return new ImageHeader(ImageHeader.Format.GIF, width, height, Orientation.UPRIGHT);
  }

  /** The same GIF without what follows its first image: later frames, or damage. */
  static byte[] firstImage(byte[] encoded) throws ImageException {
    int end = (int) firstImageEnd(new ByteView(encoded));
    byte[] still = Arrays.copyOf(encoded, end + 1);
    still[end] = TRAILER;
    return still;
  }

  private static long firstImageEnd(ByteView bytes) throws ImageException {
    long at = 13L + colourTable(bytes.u8(10));
    while (bytes.u8(at) == EXTENSION) {
      at = afterBlocks(bytes, at + 2);
    }
    if (bytes.u8(at) != IMAGE) {
      throw new ImageException("is a GIF without an image");
    }
    at += 10L + colourTable(bytes.u8(at + 9));
    return afterBlocks(bytes, at + 1);
  }

  /** Bytes of the colour table that these flags announce. */
  private static int colourTable(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }

  private static long afterBlocks(ByteView bytes, long at) throws ImageException {
    int length = bytes.u8(at);
    while (length > 0) {
      at += 1L + length;
      length = bytes.u8(at);
    }
    return at + 1;
  }
}
