package io.tench.datasets.image;

/** The header of a JPEG (ITU-T T.81, annex B). */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int APP1 = 0xe1;

  private JpegHeader() {}

  static ImageHeader read(ByteView bytes) throws ImageException {
    int width = 0;
    int height = 0;
    boolean framed = false;
    Orientation orientation = Orientation.UPRIGHT;
    int at = 2;
    while (true) {
      int marker = bytes.u8(at++);
      if (marker != 0xff) {
        continue;
      }
      while (marker == 0xff) {
        marker = bytes.u8(at++);
      }
      if (marker == END_OF_IMAGE) {
        throw new ImageException("is a JPEG without pixels");
      }
      if (marker == START_OF_SCAN) {
        break;
      }
      if (standsAlone(marker)) {
        continue;
      }
      int length = bytes.u16(at);
      if (isFrame(marker)) {
        height = bytes.u16(at + 3);
        width = bytes.u16(at + 5);
        framed = true;
      } else if (marker == APP1 && bytes.has(at + 2, "Exif\0\0")) {
        orientation = Exif.orientation(bytes, at + 8, at + length);
      }
      at += length;
    }
    if (!framed) {
      throw new ImageException("is a JPEG without a frame header");
    }
    // Entropy-coded data escapes 0xFF, so that after the first scan only the end looks like one.
    if (bytes.lastMarker(END_OF_IMAGE, at) < 0) {
      throw new ImageException("is truncated");
    }
    return new ImageHeader(ImageHeader.Format.JPEG, width, height, orientation);
  }

  private static boolean standsAlone(int marker) {
    return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
}
