package io.tench.datasets.image;

/**
 * What an encoded image says of itself, read without decoding it. That the file is whole (nothing
 * cut off its end) has been checked.
 *
 * @param width of the stored image, before it is turned upright
 * @param height of the stored image, before it is turned upright
 */
public record ImageHeader(Format format, int width, int height, Orientation orientation) {
  /**
   * The most pixels that an image may have, 0.5 GB as RGB: a small file can claim any number, and
   * would be decoded into as much memory. The bound at which Pillow refuses, too.
   */
  public static final long MAX_PIXELS = 178_956_970;

  /** Formats that Tench decodes. */
  public enum Format {
    JPEG,
    PNG,
    GIF,
    WEBP,
    BMP
  }

  /** Of the upright image. */
  public int uprightWidth() {
    return orientation.transposes() ? height : width;
  }

  /** Of the upright image. */
  public int uprightHeight() {
    return orientation.transposes() ? width : height;
  }

  /**
   * The header of an encoded image, by its first bytes, whatever its file is called.
   *
   * @throws ImageException if it is none of the formats, is cut off, or has no pixels or more than
   *     {@link #MAX_PIXELS}
   */
  public static ImageHeader read(byte[] encoded) throws ImageException {
    ByteView bytes = new ByteView(encoded);
    ImageHeader header;
    if (encoded.length == 0) {
      throw new ImageException("is empty");
    } else if (bytes.has(0, "\u00ff\u00d8")) {
      header = JpegHeader.read(bytes);
    } else if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
      header = PngHeader.read(bytes);
    } else if (bytes.has(0, "GIF87a") || bytes.has(0, "GIF89a")) {
      header = GifHeader.read(bytes);
    } else if (bytes.has(0, "RIFF") && bytes.has(8, "WEBP")) {
      header = WebpHeader.read(bytes);
    } else if (bytes.has(0, "BM")) {
      header = BmpHeader.read(bytes);
    } else {
      throw new ImageException("is no JPEG, PNG, GIF, WebP or BMP");
    }
    return header;
  }

  /** Called as soon as the size is known, before anything that takes long. */
  static void requireSize(long width, long height) throws ImageException {
    if (width < 1 || height < 1) {
      throw new ImageException("is %d x %d pixels".formatted(width, height));
    }
    if (Math.max(width, height) > MAX_PIXELS || width * height > MAX_PIXELS) {
      throw new ImageException(
          "is %d x %d pixels, more than the %d that an image may have"
              .formatted(width, height, MAX_PIXELS));
    }
  }
}
