package io.tench.datasets.image;

import io.tench.datasets.ImageShape;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Raw pixels as a PNG file, for sources that have no image files. */
public final class PngEncoder {
  private PngEncoder() {}

  /**
   * A PNG with these pixels, not filtered and not deflated: the shard's pages are compressed as a
   * whole, which takes fewer bytes than compressing thousands of tiny files one by one.
   *
   * @param pixels {@code [height, width, channels]} bytes, RGB or gray
   */
  public static byte[] encode(byte[] pixels, ImageShape shape) {
    if (pixels.length != shape.values()) {
      throw new IllegalArgumentException(
          "pixels must be %d bytes, were %d".formatted(shape.values(), pixels.length));
    }
    int type = opencv_core.CV_8UC(shape.channels());
    try (BytePointer bytes = new BytePointer(pixels);
        Mat image = new Mat(shape.height(), shape.width(), type, bytes);
        IntPointer settings =
            new IntPointer(
                opencv_imgcodecs.IMWRITE_PNG_COMPRESSION,
                0,
                opencv_imgcodecs.IMWRITE_PNG_FILTER,
                opencv_imgcodecs.IMWRITE_PNG_FILTER_NONE);
        BytePointer encoded = new BytePointer()) {
      if (shape.channels() == 3) {
        opencv_imgproc.cvtColor(image, image, opencv_imgproc.COLOR_RGB2BGR);
      }
      if (!opencv_imgcodecs.imencode(".png", image, encoded, settings)) {
        throw new IllegalStateException("OpenCV could not encode a PNG of " + shape);
      }
      byte[] file = new byte[Math.toIntExact(encoded.limit())];
      encoded.get(file);
      return file;
    }
  }
}
