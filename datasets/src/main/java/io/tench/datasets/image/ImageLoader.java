package io.tench.datasets.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_LINEAR;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import java.io.Closeable;
import java.util.SplittableRandom;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Puts encoded images into a batch as a network wants them: decoded (a JPEG no larger than needed),
 * upright, cropped, scaled, mirrored and normalised. Holds native memory; not thread-safe.
 */
public final class ImageLoader implements Closeable {
  private final Preprocessing preprocessing;
  private final Augmentation augmentation;
  private final ImageShape shape;
  private final ImageDecoder decoder = new ImageDecoder();
  private final Normalizer normalizer;
  private final Mat sized = new Mat();
  private final Mat turned = new Mat();
  private final Mat padded;
  private final Size size = new Size();

  public ImageLoader(Preprocessing preprocessing, Augmentation augmentation) {
    this.preprocessing = preprocessing;
    this.augmentation = augmentation;
    shape = preprocessing.shape();
    normalizer = new Normalizer(preprocessing);
    padded = new Mat(shape.height(), shape.width(), shape.channels() == 3 ? CV_8UC3 : CV_8UC1);
  }

  /**
   * Decodes an image into place {@code index} of a batch.
   *
   * @param seed of the augmentation's choices
   */
  public void load(byte[] encoded, long seed, Batch batch, int index) throws ImageException {
    ImageHeader header = ImageHeader.read(encoded);
    SplittableRandom random = new SplittableRandom(seed);
    Region region = region(header, random);
    int shiftX = shift(random);
    int shiftY = shift(random);
    boolean mirror = augmentation.flip() && random.nextInt(2) == 1;
    int denominator = denominator(header, region);
    Mat image = decoder.decode(encoded, header, denominator, shape.channels());
    Mat scaled = scaled(image, header, region);
    Mat upright =
        mirror
            ? Turn.mirrored(scaled, header.orientation(), turned)
            : Turn.upright(scaled, header.orientation(), turned);
    normalizer.write(shifted(upright, shiftX, shiftY), batch, index);
  }

  private Region region(ImageHeader header, SplittableRandom random) {
    int width = header.uprightWidth();
    int height = header.uprightHeight();
    if (augmentation.crop() instanceof Crop.RandomResized crop) {
      return View.randomResized(width, height, crop, random);
    }
    if (augmentation.crop() instanceof Crop.Padded) {
      return new Region(0, 0, width, height);
    }
    return View.center(width, height, shape, preprocessing.resize());
  }

  /** Pixels by which a padded image is moved, right or down. */
  private int shift(SplittableRandom random) {
    return augmentation.crop() instanceof Crop.Padded crop
        ? random.nextInt(2 * crop.padding() + 1) - crop.padding()
        : 0;
  }

  /** The smallest JPEG that still has a pixel for each of the network's. */
  private int denominator(ImageHeader header, Region region) {
    int denominator = 1;
    if (header.format() == ImageHeader.Format.JPEG) {
      while (denominator < 8
          && region.width() >= 2 * denominator * shape.width()
          && region.height() >= 2 * denominator * shape.height()) {
        denominator *= 2;
      }
    }
    return denominator;
  }

  /** The region at the network's size, in the orientation in which it is stored. */
  private Mat scaled(Mat image, ImageHeader header, Region upright) {
    Region region =
        header
            .orientation()
            .stored(upright, header.width(), header.height())
            .scaled(header.width(), header.height(), image.cols(), image.rows());
    boolean transposes = header.orientation().transposes();
    size.width(transposes ? shape.height() : shape.width());
    size.height(transposes ? shape.width() : shape.height());
    // Down to a third, bilinear sampling skips few source pixels, in a tenth of the time.
    boolean near = region.width() <= 3 * size.width() && region.height() <= 3 * size.height();
    try (Rect rectangle = new Rect(region.x(), region.y(), region.width(), region.height());
        Mat part = new Mat(image, rectangle)) {
      resize(part, sized, size, 0, 0, near ? INTER_LINEAR : INTER_AREA);
    }
    return sized;
  }

  /** Moved against a black ground. */
  private Mat shifted(Mat image, int x, int y) {
    if (x == 0 && y == 0) {
      return image;
    }
    int width = Math.max(0, shape.width() - Math.abs(x));
    int height = Math.max(0, shape.height() - Math.abs(y));
    try (Scalar black = new Scalar(0, 0, 0, 0)) {
      padded.put(black);
    }
    try (Rect from = new Rect(Math.max(0, -x), Math.max(0, -y), width, height);
        Rect to = new Rect(Math.max(0, x), Math.max(0, y), width, height);
        Mat source = new Mat(image, from);
        Mat target = new Mat(padded, to)) {
      source.copyTo(target);
    }
    return padded;
  }

  @Override
  public void close() {
    decoder.close();
    normalizer.close();
    sized.close();
    turned.close();
    padded.close();
    size.close();
  }
}
