package io.tench.datasets.image;

/** The header and the chunks of a WebP (RFC 9649). */
final class WebpHeader {
  private static final int FIRST_CHUNK = 12;

  private WebpHeader() {}

  static ImageHeader read(ByteView bytes) throws ImageException {
    int data = FIRST_CHUNK + 8;
    if (bytes.has(FIRST_CHUNK, "VP8 ")) {
      int width = bytes.u16Little(data + 6) & 0x3fff;
      int height = bytes.u16Little(data + 8) & 0x3fff;
      return header(bytes, width, height);
    }
    if (bytes.has(FIRST_CHUNK, "VP8L")) {
      long bits = bytes.u32Little(data + 1);
      return header(bytes, 1 + (int) (bits & 0x3fff), 1 + (int) (bits >>> 14 & 0x3fff));
    }
    if (bytes.has(FIRST_CHUNK, "VP8X")) {
      int width = 1 + (int) (bytes.u32Little(data + 4) & 0xffffff);
      int height = 1 + (int) (bytes.u32Little(data + 6) >>> 8);
      return header(bytes, width, height);
    }
    throw new ImageException("is a WebP without an image");
  }

  private static ImageHeader header(ByteView bytes, int width, int height) throws ImageException {
    ImageHeader.requireSize(width, height);
    long end = 8 + bytes.u32Little(4);
    if (end > bytes.length()) {
      throw new ImageException("is truncated");
    }
    return new ImageHeader(ImageHeader.Format.WEBP, width, height, orientation(bytes, end));
  }

  private static Orientation orientation(ByteView bytes, long end) throws ImageException {
    for (long at = FIRST_CHUNK; at + 8 <= end; ) {
      long length = bytes.u32Little(at + 4);
      if (bytes.has(at, "EXIF")) {
        long start = at + 8 + (bytes.has(at + 8, "Exif\0\0") ? 6 : 0);
        return Exif.orientation(bytes, start, at + 8 + length);
      }
      at += 8 + length + (length & 1);
    }
    return Orientation.UPRIGHT;
  }
}
