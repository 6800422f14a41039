package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.ImageShape;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ViewTest {
  private static final long SEED = 20261124;

  @Test
  void cropsTheCentreAsEvaluationDoes() {
    ImageShape shape = new ImageShape(3, 224, 224);
    // 500 x 375 scaled to 341 x 256, of which 224 x 224: 328 x 328 of the original.
    assertThat(View.center(500, 375, shape, 256)).isEqualTo(new Region(86, 23, 328, 328));
    assertThat(View.center(256, 256, shape, 256)).isEqualTo(new Region(16, 16, 224, 224));
    assertThat(View.center(32, 32, new ImageShape(3, 32, 32), 32))
        .isEqualTo(new Region(0, 0, 32, 32));
  }

  @Test
  void enlargesAnImageThatIsTooNarrowForTheCrop() {
    assertThat(View.center(100, 100, new ImageShape(3, 224, 448), 224))
        .isEqualTo(new Region(0, 25, 100, 50));
  }

  @Test
  void staysInsideEveryImage() {
    Random random = new Random(SEED);
    for (int attempt = 0; attempt < 20_000; attempt++) {
      int width = 1 + random.nextInt(attempt % 2 == 0 ? 10 : 2000);
      int height = 1 + random.nextInt(attempt % 3 == 0 ? 10 : 2000);
      Crop.RandomResized crop = new Crop.RandomResized(0.01 + random.nextDouble() * 0.99);
      Region region =
          View.randomResized(width, height, crop, new SplittableRandom(random.nextLong()));
      assertInside(region, width, height);
      ImageShape shape = new ImageShape(3, 1 + random.nextInt(300), 1 + random.nextInt(300));
      assertInside(View.center(width, height, shape, 300), width, height);
    }
  }

  @Test
  void drawsAreasAndAspectRatiosAsTorchvisionDoes() {
    SplittableRandom random = new SplittableRandom(SEED);
    double areas = 0;
    double aspects = 0;
    int count = 20_000;
    for (int draw = 0; draw < count; draw++) {
      Region region = View.randomResized(1000, 1000, new Crop.RandomResized(0.08), random);
      double area = region.width() * region.height() / 1e6;
      double aspect = (double) region.width() / region.height();
      assertThat(area).isBetween(0.079, 1.0);
      assertThat(aspect).isBetween(0.74, 1.34);
      areas += area;
      aspects += Math.log(aspect);
    }
    // Of a square image, a part of area a fits with probability min(1, ln(1 / a) / ln(4 / 3)); the
    // mean of a under that weight, from 0.08 to 1, is 0.4778.
    assertThat(areas / count).isCloseTo(0.4778, within(0.006));
    assertThat(aspects / count).isCloseTo(0, within(0.01));
  }

  @Test
  void fallsBackToTheCentreOfAnImageThatIsTooLong() {
    Crop.RandomResized crop = new Crop.RandomResized(1);
    assertThat(View.randomResized(900, 90, crop, new SplittableRandom(SEED)))
        .isEqualTo(new Region(390, 0, 120, 90));
    assertThat(View.randomResized(90, 900, crop, new SplittableRandom(SEED)))
        .isEqualTo(new Region(0, 390, 90, 120));
  }

  private static void assertInside(Region region, int width, int height) {
    assertThat(region.width()).as("seed %d, %s", SEED, region).isBetween(1, width);
    assertThat(region.height()).as("seed %d, %s", SEED, region).isBetween(1, height);
    assertThat(region.x()).as("seed %d, %s", SEED, region).isBetween(0, width - region.width());
    assertThat(region.y()).as("seed %d, %s", SEED, region).isBetween(0, height - region.height());
  }
}
