package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrientationTest {
  @Test
  void findsARegionInTheStoredImage() {
    // Stored 40 x 30; upright 30 x 40 where it is turned.
    Region corner = new Region(0, 0, 10, 5);
    assertThat(Orientation.ofExif(1).stored(corner, 40, 30)).isEqualTo(corner);
    assertThat(Orientation.ofExif(2).stored(corner, 40, 30)).isEqualTo(new Region(30, 0, 10, 5));
    assertThat(Orientation.ofExif(3).stored(corner, 40, 30)).isEqualTo(new Region(30, 25, 10, 5));
    assertThat(Orientation.ofExif(6).stored(corner, 40, 30)).isEqualTo(new Region(0, 20, 5, 10));
    assertThat(Orientation.ofExif(8).stored(corner, 40, 30)).isEqualTo(new Region(35, 0, 5, 10));
  }

  @Test
  void takesAnUnknownNumberForUpright() {
    assertThat(Orientation.ofExif(0)).isEqualTo(Orientation.UPRIGHT);
    assertThat(Orientation.ofExif(9)).isEqualTo(Orientation.UPRIGHT);
  }

  @Test
  void scalesRegionsWithinTheSmallerImage() {
    assertThat(new Region(86, 23, 328, 328).scaled(500, 375, 250, 188))
        .isEqualTo(new Region(43, 12, 164, 164));
    assertThat(new Region(499, 374, 1, 1).scaled(500, 375, 63, 47))
        .isEqualTo(new Region(62, 46, 1, 1));
  }
}
