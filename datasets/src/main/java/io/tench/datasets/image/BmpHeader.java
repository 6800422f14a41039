package io.tench.datasets.image;

/** The header of a Windows bitmap. */
final class BmpHeader {
  private static final int OLD_HEADER = 12;
  private static final int RUN_LENGTH_8 = 1;
  private static final int RUN_LENGTH_4 = 2;

  private BmpHeader() {}

  static ImageHeader read(ByteView bytes) throws ImageException {
    boolean old = bytes.u32Little(14) == OLD_HEADER;
    long width = old ? bytes.u16Little(18) : (int) bytes.u32Little(18);
    long height = old ? bytes.u16Little(20) : Math.abs((long) (int) bytes.u32Little(22));
    int bits = bytes.u16Little(old ? 24 : 28);
    long compression = old ? 0 : bytes.u32Little(30);
    ImageHeader.requireSize(width, height);
    long rowBytes = (width * bits + 31) / 32 * 4;
    boolean runLength = compression == RUN_LENGTH_8 || compression == RUN_LENGTH_4;
    if (!runLength && bytes.u32Little(10) + rowBytes * height > bytes.length()) {
      throw new ImageException("is truncated");
    }
    return new ImageHeader(ImageHeader.Format.BMP, (int) width, (int) height, Orientation.UPRIGHT);
  }
}
