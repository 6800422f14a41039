package io.tench.datasets.image;

/** The header and the scans of a JPEG (ITU-T T.81, annex B). */
final class JpegHeader {
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final int RESTART_0 = 0xd0;
  private static final int START_OF_IMAGE = 0xd8;
  private static final int HUFFMAN_TABLES = 0xc4;
  private static final int ARITHMETIC_TABLES = 0xcc;
  private static final int RESERVED = 0xc8;
  private static final int QUANTIZATION_TABLES = 0xdb;
  private static final int LINES = 0xdc;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int COMMENT = 0xfe;
  private static final int APP0 = 0xe0;
  private static final int APP1 = 0xe1;
  private static final int APP15 = 0xef;

  private final ByteView bytes;
  private long at = 2;

  private JpegHeader(ByteView bytes) {
    this.bytes = bytes;
  }

  static ImageHeader read(ByteView bytes) throws ImageException {
    return new JpegHeader(bytes).read();
  }

  private ImageHeader read() throws ImageException {
    ImageHeader header = null;
    Orientation orientation = Orientation.UPRIGHT;
    int marker = marker();
    for (; marker != START_OF_SCAN; marker = marker()) {
      if (marker == END_OF_IMAGE) {
        throw new ImageException("is a JPEG without pixels");
      }
      if (standsAlone(marker)) {
        continue;
      }
      if (isFrame(marker)) {
        int height = bytes.u16(at + 3);
        int width = bytes.u16(at + 5);
        ImageHeader.requireSize(width, height);
        header = new ImageHeader(ImageHeader.Format.JPEG, width, height, orientation);
      } else if (marker == APP1 && bytes.has(at + 2, "Exif\0\0")) {
        orientation = Exif.orientation(bytes, at + 8, at + bytes.u16(at));
      }
      at += bytes.u16(at);
    }
    if (header == null) {
      throw new ImageException("is a JPEG without a frame header");
    }
    requireWholeScans();
    return new ImageHeader(header.format(), header.width(), header.height(), orientation);
  }

  /**
   * Goes on from the first scan to the image's end. libjpeg, which must make do with what it gets,
   * paints gray over data that is lost, and OpenCV does not say so.
   */
  private void requireWholeScans() throws ImageException {
    at += bytes.u16(at);
    boolean scanDue = false;
    while (true) {
      int marker = marker();
      if (marker == END_OF_IMAGE && !scanDue) {
        return;
      }
      if (standsAlone(marker)) {
        continue;
      }
      if (!mayFollowAScan(marker)) {
        throw new ImageException("is damaged");
      }
      at += bytes.u16(at);
      scanDue = marker != START_OF_SCAN && (scanDue || isTable(marker));
    }
  }

  /** Goes to the next marker, and behind it. What is in between is entropy-coded data, or junk. */
  private int marker() throws ImageException {
    at = bytes.indexOfFf(at);
    int marker = 0xff;
    while (marker == 0xff) {
      marker = bytes.u8(++at);
    }
    at++;
    return marker;
  }

  /** Whether no segment follows: an escaped 0xFF, a restart, or a second start. */
  private static boolean standsAlone(int marker) {
    return marker <= 0x01 || (marker >= RESTART_0 && marker <= START_OF_IMAGE);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0
        && marker <= 0xcf
        && marker != HUFFMAN_TABLES
        && marker != RESERVED
        && marker != ARITHMETIC_TABLES;
  }

  private static boolean isTable(int marker) {
    return marker == HUFFMAN_TABLES || marker == QUANTIZATION_TABLES || marker == ARITHMETIC_TABLES;
  }

  private static boolean mayFollowAScan(int marker) {
    return isTable(marker)
        || marker == START_OF_SCAN
        || marker == LINES
        || marker == RESTART_INTERVAL
        || marker == COMMENT
        || (marker >= APP0 && marker <= APP15);
  }
}
