package io.tench.datasets.image;

/** A decoded image, upright: {@code [height, width, channels]} bytes, RGB or gray. */
public final class Pixels {
  private final int width;
  private final int height;
  private final int channels;
  private final byte[] values;

  Pixels(int width, int height, int channels, byte[] values) {
    this.width = width;
    this.height = height;
    this.channels = channels;
    this.values = values;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** 3 (RGB) or 1 (gray). */
  public int channels() {
    return channels;
  }

  /** Whether all channels are the same everywhere. */
  public boolean isGray() {
    for (int first = 0; first < values.length; first += channels) {
      for (int channel = 1; channel < channels; channel++) {
        if (values[first + channel] != values[first]) {
          return false;
        }
      }
    }
    return true;
  }

  /** Unsigned values, not copied. */
  public byte[] values() {
    return values;
  }
}
