package io.tench.datasets.image;

/**
 * How stored pixels must be turned to be seen upright (EXIF 2.32, tag 0x0112): the stored image is
 * mirrored along x and y, then transposed.
 */
public enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(true, false, false),
  UPSIDE_DOWN(true, true, false),
  UPSIDE_DOWN_MIRRORED(false, true, false),
  TRANSPOSED(false, false, true),
  TURN_RIGHT(false, true, true),
  TRANSVERSED(true, true, true),
  TURN_LEFT(true, false, true);

  private final boolean mirrorsX;
  private final boolean mirrorsY;
  private final boolean transposes;

  Orientation(boolean mirrorsX, boolean mirrorsY, boolean transposes) {
    this.mirrorsX = mirrorsX;
    this.mirrorsY = mirrorsY;
    this.transposes = transposes;
  }

  /** EXIF's number, 1 to 8; any other is taken for 1. */
  static Orientation ofExif(int number) {
    return number >= 1 && number <= 8 ? values()[number - 1] : UPRIGHT;
  }

  /** Whether the stored image is mirrored along its x. */
  boolean mirrorsX() {
    return mirrorsX;
  }

  boolean mirrorsY() {
    return mirrorsY;
  }

  /** Whether width and height change places, after the mirroring. */
  boolean transposes() {
    return transposes;
  }

  /**
   * Where a region of the upright image lies in the stored one.
   *
   * @param width of the stored image
   * @param height of the stored image
   */
  Region stored(Region upright, int width, int height) {
    Region region = transposes ? upright.transposed() : upright;
    return new Region(
        mirrorsX ? width - region.x() - region.width() : region.x(),
        mirrorsY ? height - region.y() - region.height() : region.y(),
        region.width(),
        region.height());
  }
}
