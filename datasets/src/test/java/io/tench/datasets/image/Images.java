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
}
