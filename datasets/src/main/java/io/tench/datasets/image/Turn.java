package io.tench.datasets.image;

import static org.bytedeco.opencv.global.opencv_core.flip;
import static org.bytedeco.opencv.global.opencv_core.transpose;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2BGRA;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGRA2BGR;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import org.bytedeco.opencv.opencv_core.Mat;

/** Mirrors and transposes matrices. */
final class Turn {
  private static final int ALONG_BOTH = -1;
  private static final int ALONG_Y = 0;
  private static final int ALONG_X = 1;

  private Turn() {}

  /** The upright image of a stored one: {@code stored} itself, or {@code target}. */
  static Mat upright(Mat stored, Orientation orientation, Mat target) {
    return turned(
        stored, orientation.mirrorsX(), orientation.mirrorsY(), orientation.transposes(), target);
  }

  /** As {@link #upright}, and then mirrored left to right. */
  static Mat mirrored(Mat stored, Orientation orientation, Mat target) {
    boolean transposes = orientation.transposes();
    return turned(
        stored,
        orientation.mirrorsX() == transposes,
        orientation.mirrorsY() != transposes,
        transposes,
        target);
  }

  private static Mat turned(
      Mat stored, boolean mirrorsX, boolean mirrorsY, boolean transposes, Mat target) {
    Mat current = stored;
    if (mirrorsX || mirrorsY) {
      flipped(current, mirrorsX && mirrorsY ? ALONG_BOTH : mirrorsX ? ALONG_X : ALONG_Y, target);
      current = target;
    }
    if (transposes) {
      transpose(current, target);
      current = target;
    }
    return current;
  }

  private static void flipped(Mat source, int axis, Mat target) {
    if (axis == ALONG_Y || source.channels() == 1) {
      flip(source, target, axis);
      return;
    }
    // OpenCV reverses four bytes a pixel many times faster than three.
    try (Mat pixels = new Mat()) {
      cvtColor(source, pixels, COLOR_BGR2BGRA);
      flip(pixels, pixels, axis);
      cvtColor(pixels, target, COLOR_BGRA2BGR);
    }
  }
}
