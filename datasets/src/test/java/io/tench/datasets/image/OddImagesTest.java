package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.SharedData;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken and unusual files that other projects have collected; what Pillow makes of them. */
class OddImagesTest {
  private static final Map<String, byte[]> FILES = new TreeMap<>();

  @BeforeAll
  static void unpack() throws IOException {
    SharedData.files(SharedData.archive("odd-images.tar"))
        .forEach((path, bytes) -> FILES.put(path.substring(path.lastIndexOf('/') + 1), bytes));
  }

  /** Size and channel means, computed with Pillow 13.0.0. */
  @ParameterizedTest
  @CsvSource({
    "pil_sample_cmyk.jpg, 100, 100, 31, 6, 7",
    "hopper_gray.jpg, 128, 128, 84, 84, 84",
    "hopper_orientation_2.jpg, 128, 128, 89, 80, 95",
    "hopper_orientation_6.jpg, 128, 128, 89, 80, 95",
    "hopper_orientation_8.jpg, 128, 128, 89, 80, 95",
    "exif-dpi-zerodivision.jpg, 200, 200, 92, 92, 92",
    "basn0g16.png, 32, 32, 143, 143, 143",
    "basn2c16.png, 32, 32, 127, 127, 43",
    "basn4a16.png, 32, 32, 126, 126, 126",
    "basn6a08.png, 32, 32, 100, 191, 94",
    "basn3p04.png, 32, 32, 69, 179, 137",
    "tbbn3p08.png, 32, 32, 167, 174, 169",
    "basn0g01.png, 32, 32, 124, 124, 124",
    "iss634.webp, 245, 245, 134, 136, 90",
    "chi.gif, 320, 240, 249, 250, 246",
    "i_trns.png, 64, 64, 0, 0, 0",
    "junk_jpeg_header.jpg, 1024, 768, 117, 115, 116",
    "bgan6a16.png, 32, 32, 127, 127, 63",
    "truncated_app14.jpg, 100, 100, 27, 4, 3",
    "invalid-exif.jpg, 200, 200, 92, 92, 92",
    "jpeg_ff00_header.jpg, 300, 225, 116, 78, 77"
  })
  void decodesAsPillowDoes(String name, int width, int height, int red, int green, int blue)
      throws ImageException {
    try (ImageDecoder decoder = new ImageDecoder()) {
      Pixels pixels = decoder.decode(FILES.get(name), 3);
      assertThat(pixels.width()).isEqualTo(width);
      assertThat(pixels.height()).isEqualTo(height);
      int[] expected = {red, green, blue};
      for (int channel = 0; channel < 3; channel++) {
        assertThat(mean(pixels, channel)).isBetween(expected[channel] - 2, expected[channel] + 2);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "truncated_jpeg.jpg, is truncated",
    "truncated_image.png, is truncated",
    "broken.png, is a PNG without a header",
    "README.md, 'is no JPEG, PNG, GIF, WebP or BMP'",
    "xhdn0g08.png, is damaged",
    "zero_width.gif, is 0 x 32 pixels"
  })
  void saysWhatIsWrong(String name, String reason) {
    try (ImageDecoder decoder = new ImageDecoder()) {
      assertThatThrownBy(() -> decoder.decode(FILES.get(name), 3))
          .isInstanceOf(ImageException.class)
          .hasMessage(reason);
    }
  }

  @Test
  void decodesOrRefusesEveryFile() {
    int decoded = 0;
    try (ImageDecoder decoder = new ImageDecoder()) {
      for (byte[] file : FILES.values()) {
        try {
          Pixels pixels = decoder.decode(file, 3);
          assertThat(pixels.values()).hasSize(pixels.width() * pixels.height() * 3);
          decoded++;
        } catch (ImageException refused) {
          assertThat(refused.getMessage()).startsWith("is ");
        }
      }
    }
    assertThat(decoded).isBetween(190, 200);
  }

  private static int mean(Pixels pixels, int channel) {
    long sum = 0;
    for (int index = channel; index < pixels.values().length; index += 3) {
      sum += pixels.values()[index] & 0xff;
    }
    return (int) (sum / (pixels.values().length / 3));
  }
}
