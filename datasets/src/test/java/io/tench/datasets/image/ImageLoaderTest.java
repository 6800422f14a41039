package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.Batch;
import io.tench.datasets.Batch.Layout;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLoaderTest {
  private static final ChannelStatistics PLAIN =
      new ChannelStatistics(List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0));

  @ParameterizedTest
  @EnumSource(Layout.class)
  void normalisesEachChannel(Layout layout) throws ImageException {
    ImageShape shape = new ImageShape(3, 4, 5);
    Batch batch = new Batch(shape, layout, 3);
    Preprocessing preprocessing = new Preprocessing(shape, 5, ChannelStatistics.IMAGENET);
    try (ImageLoader loader = new ImageLoader(preprocessing, Augmentation.NONE)) {
      loader.load(Images.png(Images.plain(9, 7, new Color(255, 51, 0))), 0, batch, 1);
    }
    float[] values = new float[3 * shape.values()];
    batch.images().get(values);
    assertThat(Arrays.copyOfRange(values, 0, 60)).containsOnly(0);
    assertThat(Arrays.copyOfRange(values, 120, 180)).containsOnly(0);
    float[] expected = {
      (1 - 0.485f) / 0.229f, (0.2f - 0.456f) / 0.224f, (0 - 0.406f) / 0.225f,
    };
    for (int index = 0; index < 60; index++) {
      int channel = layout == Layout.CHANNELS_LAST ? index % 3 : index / 20;
      assertThat(values[60 + index]).isCloseTo(expected[channel], within(1e-5f));
    }
  }

  @Test
  void makesTheSameValuesInBothLayouts() throws ImageException {
    byte[] photo = Images.jpeg(Images.scene(90, 70, 1));
    float[] first = load(photo, Layout.CHANNELS_FIRST, Augmentation.NONE, 0);
    float[] last = load(photo, Layout.CHANNELS_LAST, Augmentation.NONE, 0);
    int pixels = first.length / 3;
    for (int index = 0; index < first.length; index++) {
      float other = last[index % pixels * 3 + index / pixels];
      assertThat(first[index]).isCloseTo(other, within(1e-6f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void seesTheSamePhotoHoweverItIsStored(int orientation) throws ImageException {
    // Large enough to be decoded at an eighth of its size.
    BufferedImage photo = Images.quarters(640, 480);
    for (Augmentation augmentation :
        List.of(
            Augmentation.NONE,
            new Augmentation(new Crop.RandomResized(0.9), false),
            new Augmentation(new Crop.Padded(0), false))) {
      float[] values =
          load(Images.oriented(photo, orientation), Layout.CHANNELS_LAST, augmentation, 5);
      assertColour(values, 8, 4, Color.RED);
      assertColour(values, 40, 4, Color.GREEN);
      assertColour(values, 8, 28, Color.BLUE);
      assertColour(values, 40, 28, Color.WHITE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 6, 8, 5})
  void mirrorsThePhotoAsItIsSeen(int orientation) throws ImageException {
    byte[] photo = Images.oriented(Images.quarters(640, 480), orientation);
    Augmentation flip = new Augmentation(new Crop.Center(), true);
    Set<Boolean> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      float[] values = load(photo, Layout.CHANNELS_LAST, flip, seed);
      boolean mirrored = values[(4 * 48 + 8) * 3] < 0.5;
      seen.add(mirrored);
      assertColour(values, mirrored ? 40 : 8, 4, Color.RED);
      assertColour(values, mirrored ? 8 : 40, 4, Color.GREEN);
      assertColour(values, mirrored ? 40 : 8, 28, Color.BLUE);
    }
    assertThat(seen).hasSize(2);
  }

  @Test
  void seesTheSameInAReducedJpegAsInTheWhole() throws ImageException {
    byte[] jpeg = Images.jpeg(Images.scene(800, 600, 3));
    byte[] whole = png(jpeg);
    for (int seed = 0; seed < 10; seed++) {
      Augmentation augmentation = new Augmentation(new Crop.RandomResized(0.2), true);
      float[] reduced = load(jpeg, Layout.CHANNELS_LAST, augmentation, seed);
      float[] full = load(whole, Layout.CHANNELS_LAST, augmentation, seed);
      double difference = 0;
      for (int index = 0; index < full.length; index++) {
        difference += Math.abs(full[index] - reduced[index]);
      }
      assertThat(difference / full.length).as("seed %d", seed).isLessThan(0.05);
    }
  }

  @Test
  void feedsGrayNetworksAndGrayImages() throws ImageException {
    ImageShape shape = new ImageShape(1, 8, 8);
    ChannelStatistics gray = new ChannelStatistics(List.of(0.5), List.of(0.5));
    Batch batch = new Batch(shape, Layout.CHANNELS_LAST, 1);
    try (ImageLoader loader =
        new ImageLoader(new Preprocessing(shape, 8, gray), Augmentation.NONE)) {
      loader.load(Images.png(Images.plain(20, 20, Color.WHITE)), 0, batch, 0);
    }
    assertThat(batch.images().get(63)).isCloseTo(1, within(1e-5f));
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_BYTE_GRAY);
    for (float value : load(Images.jpeg(image), Layout.CHANNELS_LAST, Augmentation.NONE, 0)) {
      assertThat(value).isZero();
    }
  }

  @Test
  void padsWithBlackAndShifts() throws ImageException {
    byte[] white = Images.png(Images.plain(48, 32, Color.WHITE));
    Augmentation padded = new Augmentation(new Crop.Padded(4), false);
    Set<Integer> lefts = new HashSet<>();
    Set<Integer> tops = new HashSet<>();
    for (int seed = 0; seed < 200; seed++) {
      float[] values = load(white, Layout.CHANNELS_LAST, padded, seed);
      int black = 0;
      for (float value : values) {
        assertThat(value == 0 || value == 1).isTrue();
        black += value == 0 ? 1 : 0;
      }
      int left = run(values, 16 * 48, 1, 48);
      int top = run(values, 24, 48, 32);
      lefts.add(left);
      tops.add(top);
      int right = 48 - left - whites(values, 16 * 48, 1, 48);
      int bottom = 32 - top - whites(values, 24, 48, 32);
      assertThat(black)
          .as("seed %d", seed)
          .isEqualTo(3 * (48 * 32 - (48 - left - right) * (32 - top - bottom)));
      assertThat(Math.max(left, right)).isLessThanOrEqualTo(4);
      assertThat(Math.min(left, right)).isZero();
    }
    assertThat(lefts).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(tops).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
  }

  @Test
  void dependsOnTheSeedAlone() throws ImageException {
    byte[] photo = Images.jpeg(Images.scene(200, 150, 2));
    Augmentation augmentation = new Augmentation(new Crop.RandomResized(0.08), true);
    float[] values = load(photo, Layout.CHANNELS_LAST, augmentation, 1);
    assertThat(load(photo, Layout.CHANNELS_LAST, augmentation, 1)).isEqualTo(values);
    assertThat(load(photo, Layout.CHANNELS_LAST, augmentation, 2)).isNotEqualTo(values);
  }

  @Test
  void leavesAnImageOfTheRightSizeAsItIs() throws ImageException {
    BufferedImage image = Images.scene(48, 32, 4);
    float[] values = load(Images.png(image), Layout.CHANNELS_LAST, Augmentation.NONE, 0);
    for (int pixel = 0; pixel < 48 * 32; pixel++) {
      Color colour = new Color(image.getRGB(pixel % 48, pixel / 48));
      assertThat(values[pixel * 3] * 255).isCloseTo(colour.getRed(), within(0.001f));
      assertThat(values[pixel * 3 + 2] * 255).isCloseTo(colour.getBlue(), within(0.001f));
    }
  }

  /** Black pixels before the first white one. */
  private static int run(float[] values, int from, int step, int count) {
    int length = 0;
    while (length < count && values[(from + length * step) * 3] == 0) {
      length++;
    }
    return length;
  }

  private static int whites(float[] values, int from, int step, int count) {
    int whites = 0;
    for (int index = 0; index < count; index++) {
      whites += values[(from + index * step) * 3] == 1 ? 1 : 0;
    }
    return whites;
  }

  /** Loads for a network of 48 x 32 pixels, values 0 to 1. */
  private static float[] load(byte[] file, Layout layout, Augmentation augmentation, long seed)
      throws ImageException {
    ImageShape shape = new ImageShape(3, 32, 48);
    Batch batch = new Batch(shape, layout, 1);
    try (ImageLoader loader = new ImageLoader(new Preprocessing(shape, 32, PLAIN), augmentation)) {
      loader.load(file, seed, batch, 0);
    }
    float[] values = new float[shape.values()];
    batch.images().get(values);
    return values;
  }

  private static byte[] png(byte[] jpeg) throws ImageException {
    try (ImageDecoder decoder = new ImageDecoder()) {
      Pixels pixels = decoder.decode(jpeg, 3);
      BufferedImage image =
          new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
      for (int index = 0; index < pixels.width() * pixels.height(); index++) {
        byte[] values = pixels.values();
        image.setRGB(
            index % pixels.width(),
            index / pixels.width(),
            (values[index * 3] & 0xff) << 16
                | (values[index * 3 + 1] & 0xff) << 8
                | (values[index * 3 + 2] & 0xff));
      }
      return Images.png(image);
    }
  }

  private static void assertColour(float[] values, int x, int y, Color colour) {
    float[] expected = colour.getRGBColorComponents(null);
    for (int channel = 0; channel < 3; channel++) {
      assertThat(values[(y * 48 + x) * 3 + channel])
          .as("channel %d at %d, %d", channel, x, y)
          .isCloseTo(expected[channel], within(0.05f));
    }
  }
}
