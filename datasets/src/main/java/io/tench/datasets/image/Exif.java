package io.tench.datasets.image;

/** The one thing that matters in EXIF data: which way is up. */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int SHORT = 3;

  private Exif() {}

  /** The orientation that EXIF data at {@code start} to {@code end} asks for; upright if broken. */
  static Orientation orientation(ByteView bytes, long start, long end) {
    try {
      boolean little = bytes.has(start, "II");
      if (!little && !bytes.has(start, "MM")) {
        return Orientation.UPRIGHT;
      }
      long directory = start + (little ? bytes.u32Little(start + 4) : bytes.u32(start + 4));
      int entries = u16(bytes, directory, little);
      for (int entry = 0; entry < entries; entry++) {
        long at = directory + 2 + 12L * entry;
        if (at + 12 > end) {
          return Orientation.UPRIGHT;
        }
        if (u16(bytes, at, little) == ORIENTATION && u16(bytes, at + 2, little) == SHORT) {
          return Orientation.ofExif(u16(bytes, at + 8, little));
        }
      }
      return Orientation.UPRIGHT;
    } catch (ImageException broken) {
      return Orientation.UPRIGHT;
    }
  }

  private static int u16(ByteView bytes, long at, boolean little) throws ImageException {
    return little ? bytes.u16Little(at) : bytes.u16(at);
  }
}
