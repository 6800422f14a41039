package io.tench.datasets.image;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Encoded images for tests, made by Java's own encoders. */
public final class Images {
  private Images() {}

  /** An image of one colour. */
  public static BufferedImage plain(int width, int height, Color colour) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(colour);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    return image;
  }

  /** Four quarters: red at the top left, green at its right, blue below, white across. */
  public static BufferedImage quarters(int width, int height) {
    BufferedImage image = plain(width, height, Color.RED);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.GREEN);
    graphics.fillRect(width / 2, 0, width, height / 2);
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, height / 2, width / 2, height);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(width / 2, height / 2, width, height);
    graphics.dispose();
    return image;
  }

  /** Smooth random shapes, about as hard to encode as a photo. */
  public static BufferedImage scene(int width, int height, long seed) {
    Random random = new Random(seed);
    BufferedImage image = plain(width, height, new Color(random.nextInt(1 << 24)));
    Graphics2D graphics = image.createGraphics();
    for (int shape = 0; shape < width * height / 200 + 5; shape++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillOval(
          random.nextInt(width),
          random.nextInt(height),
          1 + random.nextInt(1 + width / 8),
          1 + random.nextInt(1 + height / 8));
    }
    graphics.dispose();
    return image;
  }

  public static byte[] jpeg(BufferedImage image) {
    return encode(image, "jpeg");
  }

  public static byte[] png(BufferedImage image) {
    return encode(image, "png");
  }

  /** Encodes as {@code jpeg}, {@code png}, {@code gif} or {@code bmp}. */
  public static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalArgumentException("Java cannot write this image as " + format);
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * A JPEG that a viewer shows as {@code upright}, stored as EXIF orientation {@code number} (1 to
   * 8) says: where row 0 and column 0 of the stored image are seen.
   */
  public static byte[] oriented(BufferedImage upright, int number) {
    boolean turned = number >= 5;
    int right = upright.getWidth() - 1;
    int bottom = upright.getHeight() - 1;
    BufferedImage stored =
        new BufferedImage(
            turned ? bottom + 1 : right + 1,
            turned ? right + 1 : bottom + 1,
            BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < stored.getHeight(); row++) {
      for (int column = 0; column < stored.getWidth(); column++) {
        int x = turned ? row : column;
        int y = turned ? column : row;
        boolean fromRight = number == 2 || number == 3 || number == 6 || number == 7;
        boolean fromBottom = number == 3 || number == 4 || number == 7 || number == 8;
        stored.setRGB(
            column, row, upright.getRGB(fromRight ? right - x : x, fromBottom ? bottom - y : y));
      }
    }
    return withExif(jpeg(stored), number);
  }

  /** A JPEG with an EXIF segment behind its start, whose only entry is the orientation. */
  private static byte[] withExif(byte[] jpeg, int orientation) {
    byte[] segment = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0, //
      'M',
      'M',
      0,
      42,
      0,
      0,
      0,
      8,
      0,
      1, //
      0x01,
      0x12,
      0,
      3,
      0,
      0,
      0,
      1,
      0,
      (byte) orientation,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(jpeg, 0, 2);
    bytes.writeBytes(segment);
    bytes.write(jpeg, 2, jpeg.length - 2);
    return bytes.toByteArray();
  }
}
