package io.tench.datasets.image;

import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.ImageShape;
import java.util.SplittableRandom;

/**
 * The region of an upright image that a network sees, before it is scaled to the network's shape.
 */
final class View {
  private static final int TRIES = 10;
  private static final double NARROWEST = 3.0 / 4.0;
  private static final double WIDEST = 4.0 / 3.0;

  private View() {}

  /**
   * The centre crop of an image whose shorter side has been scaled to {@code resize}; where the
   * crop would reach beyond the image, the image is scaled to hold it.
   */
  static Region center(int width, int height, ImageShape shape, int resize) {
    double scale =
        Math.max(
            (double) resize / Math.min(width, height),
            Math.max((double) shape.width() / width, (double) shape.height() / height));
    int cropWidth = side(shape.width() / scale, width);
    int cropHeight = side(shape.height() / scale, height);
    return centred(width, height, cropWidth, cropHeight);
  }

  /**
   * A random part of the image (torchvision's RandomResizedCrop): up to ten draws of an area, and
   * an aspect ratio that is uniform in its logarithm; if none fits, the largest centred part whose
   * aspect ratio is in bounds.
   */
  static Region randomResized(
      int width, int height, Crop.RandomResized crop, SplittableRandom random) {
    double area = (double) width * height;
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double target = area * (crop.minArea() + (1 - crop.minArea()) * random.nextDouble());
      double low = Math.log(NARROWEST);
      double high = Math.log(WIDEST);
      double aspect = Math.exp(low + (high - low) * random.nextDouble());
      int cropWidth = (int) Math.rint(Math.sqrt(target * aspect));
      int cropHeight = (int) Math.rint(Math.sqrt(target / aspect));
      if (cropWidth >= 1 && cropWidth <= width && cropHeight >= 1 && cropHeight <= height) {
        int y = random.nextInt(height - cropHeight + 1);
        int x = random.nextInt(width - cropWidth + 1);
        return new Region(x, y, cropWidth, cropHeight);
      }
    }
    double aspect = (double) width / height;
    if (aspect < NARROWEST) {
      return centred(width, height, width, side(width / NARROWEST, height));
    }
    if (aspect > WIDEST) {
      return centred(width, height, side(height * WIDEST, width), height);
    }
    return new Region(0, 0, width, height);
  }

  private static Region centred(int width, int height, int cropWidth, int cropHeight) {
    return new Region((width - cropWidth) / 2, (height - cropHeight) / 2, cropWidth, cropHeight);
  }

  private static int side(double wanted, int longest) {
    return Math.max(1, Math.min(longest, (int) Math.rint(wanted)));
  }
}
