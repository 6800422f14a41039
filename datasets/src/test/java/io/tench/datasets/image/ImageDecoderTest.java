package io.tench.datasets.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.image.ImageHeader.Format;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
  private static final long SEED = 20261124;

  private final ImageDecoder decoder = new ImageDecoder();

  @AfterEach
  void close() {
    decoder.close();
  }

  @Test
  void decodesEveryFormat() throws Exception {
    BufferedImage image = Images.quarters(40, 30);
    Map<Format, byte[]> files =
        Map.of(
            Format.JPEG, Images.jpeg(image),
            Format.PNG, Images.png(image),
            Format.GIF, Images.encode(image, "gif"),
            Format.BMP, Images.encode(image, "bmp"),
            Format.WEBP, webp(Images.png(image)));
    for (Map.Entry<Format, byte[]> file : files.entrySet()) {
      ImageHeader header = ImageHeader.read(file.getValue());
      assertThat(header).isEqualTo(new ImageHeader(file.getKey(), 40, 30, Orientation.UPRIGHT));
      assertQuarters(decoder.decode(file.getValue(), 3), 40, 30);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void turnsPhotosUpright(int orientation) throws ImageException {
    byte[] file = Images.oriented(Images.quarters(64, 48), orientation);
    assertThat(ImageHeader.read(file).uprightWidth()).isEqualTo(64);
    assertThat(ImageHeader.read(file).uprightHeight()).isEqualTo(48);
    assertQuarters(decoder.decode(file, 3), 64, 48);
  }

  @Test
  void convertsBetweenGrayAndColour() throws ImageException {
    BufferedImage gray = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSamples(0, 0, 8, 8, 0, filled(64, 90));
    for (String format : List.of("jpeg", "png")) {
      assertThat(decoder.decode(Images.encode(gray, format), 3).values()).containsOnly(90);
      assertThat(decoder.decode(Images.encode(gray, format), 1).values()).containsOnly(90);
    }
    Pixels luminance = decoder.decode(Images.png(Images.plain(4, 4, Color.GREEN)), 1);
    assertThat(luminance.channels()).isEqualTo(1);
    assertThat(luminance.values()).hasSize(16).containsOnly((byte) 149);
  }

  @Test
  void keepsTheUpperBitsOf16() throws ImageException {
    BufferedImage deep = new BufferedImage(8, 8, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSamples(0, 0, 8, 8, 0, filled(64, 77 * 257));
    assertThat(decoder.decode(Images.png(deep), 3).values()).containsOnly(77);
  }

  @Test
  void dropsTransparency() throws ImageException {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 8, 8, filled(64, 0x20FF0000), 0, 8);
    assertColour(decoder.decode(Images.png(image), 3), 4, 4, Color.RED);
  }

  @Test
  void decodesPalettes() throws ImageException {
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_INDEXED);
    image.createGraphics().drawImage(Images.quarters(40, 30), 0, 0, null);
    assertQuarters(decoder.decode(Images.png(image), 3), 40, 30);
  }

  @Test
  void decodesTheFirstFrameOfAnAnimationWhateverFollows() throws Exception {
    byte[] animation = animation(Images.quarters(40, 30), Images.plain(40, 30, Color.BLACK));
    assertQuarters(decoder.decode(animation, 3), 40, 30);
    byte[] still = Images.encode(Images.quarters(40, 30), "gif");
    assertThat(animation.length).isGreaterThan(still.length);
    byte[] damaged = animation.clone();
    Arrays.fill(damaged, damaged.length - 20, damaged.length, (byte) 0x77);
    assertQuarters(decoder.decode(damaged, 3), 40, 30);
  }

  @Test
  void saysWhatAFileIsNot() {
    refuses(new byte[0], "is empty");
    refuses("<html>".getBytes(UTF_8), "is no JPEG, PNG, GIF, WebP or BMP");
    refuses(
        new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xd9},
        "is a JPEG without pixels");
  }

  @Test
  void refusesEveryFileThatIsCutOff() {
    Random random = new Random(SEED);
    BufferedImage image = Images.scene(60, 50, SEED);
    for (byte[] file :
        List.of(
            Images.jpeg(image),
            Images.png(image),
            Images.encode(image, "bmp"),
            Images.encode(image, "gif"),
            webp(Images.png(image)))) {
      for (int attempt = 0; attempt < 100; attempt++) {
        // A GIF's trailer, its last byte, may be missing.
        int length = random.nextInt(file.length - 1);
        assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(file, length), 3))
            .as("seed %d, %d of %d bytes", SEED, length, file.length)
            .isInstanceOf(ImageException.class);
      }
    }
  }

  @Test
  void survivesAnyDamage() {
    Random random = new Random(SEED);
    BufferedImage image = Images.scene(60, 50, SEED);
    List<byte[]> files =
        List.of(
            Images.jpeg(image),
            Images.png(image),
            Images.encode(image, "bmp"),
            Images.encode(image, "gif"),
            webp(Images.png(image)));
    int refused = 0;
    for (int attempt = 0; attempt < 300; attempt++) {
      byte[] file = files.get(random.nextInt(files.size())).clone();
      for (int damage = random.nextInt(6); damage >= 0; damage--) {
        int reach = random.nextBoolean() ? 100 : file.length;
        file[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      try {
        ImageHeader header = ImageHeader.read(file);
        if ((long) header.width() * header.height() < 1_000_000) {
          decoder.decode(file, 3);
        }
      } catch (ImageException expected) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", SEED).isBetween(50, 300);
  }

  @Test
  void refusesBombsBeforeDecodingThem() {
    byte[] png = Images.png(Images.plain(8, 8, Color.RED));
    png[18] = 0x40;
    png[22] = 0x40;
    refuses(png, "is 16392 x 16392 pixels, more than the 178956970 that an image may have");
    byte[] gif = Images.encode(Images.plain(8, 8, Color.RED), "gif");
    Arrays.fill(gif, 6, 10, (byte) 0xff);
    refuses(gif, "is 65535 x 65535 pixels, more than the 178956970 that an image may have");
    byte[] jpeg = Images.jpeg(Images.plain(8, 8, Color.RED));
    Arrays.fill(jpeg, indexOf(jpeg, 0xc0) + 5, indexOf(jpeg, 0xc0) + 9, (byte) 0xf0);
    refuses(jpeg, "is 61680 x 61680 pixels, more than the 178956970 that an image may have");
  }

  @Test
  void refusesAPngThatClaimsAnEndlessChunk() {
    byte[] png = Images.png(Images.plain(8, 8, Color.RED));
    png[png.length - 12] = (byte) 0xe0;
    refuses(png, "is truncated");
  }

  @Test
  void refusesAJpegWithAForeignMarkerInItsData() {
    byte[] jpeg = Images.jpeg(Images.scene(60, 50, SEED));
    jpeg[jpeg.length - 40] = (byte) 0xff;
    jpeg[jpeg.length - 39] = (byte) 0xf7;
    refuses(jpeg, "is damaged");
  }

  @Test
  void shrinksToTheShorterSide() throws ImageException {
    byte[] jpeg = decoder.shrink(Images.oriented(Images.quarters(400, 300), 6), 60);
    assertThat(ImageHeader.read(jpeg))
        .isEqualTo(new ImageHeader(Format.JPEG, 80, 60, Orientation.UPRIGHT));
    assertQuarters(decoder.decode(jpeg, 3), 80, 60);
    byte[] small = Images.png(Images.quarters(70, 60));
    assertThat(decoder.shrink(small, 60)).isSameAs(small);
  }

  @Test
  void averagesWhatItShrinks() throws ImageException {
    BufferedImage stripes = Images.plain(200, 200, Color.WHITE);
    for (int x = 0; x < 200; x += 2) {
      for (int y = 0; y < 200; y++) {
        stripes.setRGB(x, y, 0);
      }
    }
    for (byte value : decoder.decode(decoder.shrink(Images.png(stripes), 50), 3).values()) {
      assertThat(value & 0xff).isBetween(124, 131);
    }
  }

  private void refuses(byte[] file, String reason) {
    assertThatThrownBy(() -> decoder.decode(file, 3))
        .isInstanceOf(ImageException.class)
        .hasMessage(reason);
  }

  private static void assertQuarters(Pixels pixels, int width, int height) {
    assertThat(pixels.width()).isEqualTo(width);
    assertThat(pixels.height()).isEqualTo(height);
    assertColour(pixels, width / 4, height / 4, Color.RED);
    assertColour(pixels, width * 3 / 4, height / 4, Color.GREEN);
    assertColour(pixels, width / 4, height * 3 / 4, Color.BLUE);
    assertColour(pixels, width * 3 / 4, height * 3 / 4, Color.WHITE);
  }

  private static void assertColour(Pixels pixels, int x, int y, Color colour) {
    int at = (y * pixels.width() + x) * 3;
    int[] expected = {colour.getRed(), colour.getGreen(), colour.getBlue()};
    for (int channel = 0; channel < 3; channel++) {
      assertThat(pixels.values()[at + channel] & 0xff)
          .as("channel %d at %d, %d", channel, x, y)
          .isBetween(expected[channel] - 12, expected[channel] + 12);
    }
  }

  private static int indexOf(byte[] jpeg, int marker) {
    int at = 0;
    while (jpeg[at] != (byte) 0xff || jpeg[at + 1] != (byte) marker) {
      at++;
    }
    return at;
  }

  private static int[] filled(int count, int value) {
    int[] values = new int[count];
    Arrays.fill(values, value);
    return values;
  }

  private static byte[] webp(byte[] png) {
    try (BytePointer bytes = new BytePointer(png);
        Mat input = new Mat(1, png.length, 0, bytes);
        Mat image = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_COLOR);
        BytePointer target = new BytePointer()) {
      opencv_imgcodecs.imencode(".webp", image, target);
      byte[] file = new byte[(int) target.limit()];
      target.get(file);
      return file;
    }
  }

  private static byte[] animation(BufferedImage... frames) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
      for (BufferedImage frame : frames) {
        writer.writeToSequence(new IIOImage(frame, null, null), null);
      }
      writer.endWriteSequence();
    }
    return bytes.toByteArray();
  }
}
