package io.tench.datasets.image;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_GRAYSCALE;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_COLOR_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_2;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_4;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_REDUCED_GRAYSCALE_8;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMWRITE_JPEG_QUALITY;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imdecode;
import static org.bytedeco.opencv.global.opencv_imgcodecs.imencode;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.INTER_AREA;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_imgproc.resize;

import java.io.Closeable;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Decodes JPEG, PNG, GIF, WebP and BMP by their content, whatever a file is called. CMYK and YCCK
 * become RGB as Adobe writes them; 16 bits a channel become 8; of an animation the first frame
 * counts; transparency is dropped, as torchvision's image folders do; EXIF's orientation is obeyed.
 *
 * <p>Holds native memory, which it uses again for the next image. Not thread-safe.
 */
public final class ImageDecoder implements Closeable {
  /** Quality of the JPEGs that {@link #shrink} makes: visually lossless for photos. */
  public static final int JPEG_QUALITY = 95;

  static {
    // Streams have their own threads; OpenCV's would take the cores that the network computes on.
    opencv_core.setNumThreads(1);
  }

  private final NativeBytes encoded = new NativeBytes();
  private final NativeBytes pixels = new NativeBytes();
  private final Mat scratch = new Mat();
  private final Mat turned = new Mat();
  private final Size size = new Size();
  private Mat image = new Mat();

  /**
   * The whole image, upright.
   *
   * @param channels 3 for RGB, 1 for gray
   */
  public Pixels decode(byte[] bytes, int channels) throws ImageException {
    ImageHeader header = ImageHeader.read(bytes);
    Mat upright = Turn.upright(decode(bytes, header, 1, channels), header.orientation(), turned);
    if (channels == 3) {
      cvtColor(upright, scratch, COLOR_BGR2RGB);
      upright = scratch;
    }
    byte[] values = new byte[upright.rows() * upright.cols() * channels];
    upright.data().get(values);
    return new Pixels(upright.cols(), upright.rows(), channels, values);
  }

  /**
   * An upright JPEG of {@link #JPEG_QUALITY} whose shorter side is {@code shorterSide}, averaged
   * over the pixels that each of its pixels covers. An image that is no larger is returned as it
   * came.
   */
  public byte[] shrink(byte[] bytes, int shorterSide) throws ImageException {
    ImageHeader header = ImageHeader.read(bytes);
    int shorter = Math.min(header.width(), header.height());
    if (shorter <= shorterSide) {
      return bytes;
    }
    Mat decoded = decode(bytes, header, 1, 3);
    size.width(scaled(header.width(), shorterSide, shorter));
    size.height(scaled(header.height(), shorterSide, shorter));
    resize(decoded, scratch, size, 0, 0, INTER_AREA);
    Mat upright = Turn.upright(scratch, header.orientation(), turned);
    try (BytePointer target = new BytePointer();
        IntPointer options = new IntPointer(IMWRITE_JPEG_QUALITY, JPEG_QUALITY)) {
      imencode(".jpg", upright, target, options);
      byte[] jpeg = new byte[(int) target.limit()];
      target.get(jpeg);
      return jpeg;
    }
  }

  /** Decodes the whole image as RGB and drops it: to measure what decoding alone takes. */
  public void decodeAndDrop(byte[] bytes) throws ImageException {
    decode(bytes, ImageHeader.read(bytes), 1, 3);
  }

  private static int scaled(int side, int shorterSide, int shorter) {
    return Math.max(1, (int) Math.round((double) side * shorterSide / shorter));
  }

  /**
   * The stored image, not yet turned upright, BGR or gray; valid until the next call.
   *
   * @param denominator 1, or for a JPEG 2, 4 or 8: a half, quarter or eighth of the size, rounded
   *     up, at less than the time
   */
  Mat decode(byte[] bytes, ImageHeader header, int denominator, int channels)
      throws ImageException {
    int width = (header.width() + denominator - 1) / denominator;
    int height = (header.height() + denominator - 1) / denominator;
    image.close();
    image =
        new Mat(
            height,
            width,
            channels == 3 ? CV_8UC3 : CV_8UC1,
            pixels.room((long) width * height * channels));
    byte[] source = header.format() == ImageHeader.Format.GIF ? GifHeader.firstImage(bytes) : bytes;
    try (Mat input = new Mat(1, source.length, CV_8UC1, encoded.copyOf(source));
        Mat result = imdecode(input, flags(denominator, channels), image)) {
      if (result.empty()) {
        throw new ImageException("is damaged");
      }
    } catch (RuntimeException failure) {
      throw new ImageException("is damaged", failure);
    }
    if (image.cols() != width || image.rows() != height || image.channels() != channels) {
      throw new ImageException(
          "says that it is %d x %d pixels, but is %d x %d"
              .formatted(width, height, image.cols(), image.rows()));
    }
    return image;
  }

  private static int flags(int denominator, int channels) {
    boolean colour = channels == 3;
    int flags =
        switch (denominator) {
          case 2 -> colour ? IMREAD_REDUCED_COLOR_2 : IMREAD_REDUCED_GRAYSCALE_2;
          case 4 -> colour ? IMREAD_REDUCED_COLOR_4 : IMREAD_REDUCED_GRAYSCALE_4;
          case 8 -> colour ? IMREAD_REDUCED_COLOR_8 : IMREAD_REDUCED_GRAYSCALE_8;
          default -> colour ? IMREAD_COLOR : IMREAD_GRAYSCALE;
        };
    return flags | IMREAD_IGNORE_ORIENTATION;
  }

  @Override
  public void close() {
    image.close();
    scratch.close();
    turned.close();
    size.close();
    encoded.close();
    pixels.close();
  }
}
