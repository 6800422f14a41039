package io.tench.datasets.image;

/** The header and the chunks of a PNG (ISO/IEC 15948). */
final class PngHeader {
  private PngHeader() {}

  static ImageHeader read(ByteView bytes) throws ImageException {
    if (!bytes.has(12, "IHDR")) {
      throw new ImageException("is a PNG without a header");
    }
    long width = bytes.u32(16);
    long height = bytes.u32(20);
    ImageHeader.requireSize(width, height);
    Orientation orientation = Orientation.UPRIGHT;
    boolean ended = false;
    for (long at = 8; !ended; ) {
      long length = bytes.u32(at);
      if (at + 12 + length > bytes.length()) {
        throw new ImageException("is truncated");
      }
      if (bytes.has(at + 4, "eXIf")) {
        orientation = Exif.orientation(bytes, at + 8, at + 8 + length);
      }
      ended = bytes.has(at + 4, "IEND");
      at += 12 + length;
    }
    return new ImageHeader(ImageHeader.Format.PNG, (int) width, (int) height, orientation);
  }
}
