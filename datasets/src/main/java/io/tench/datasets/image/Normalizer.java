package io.tench.datasets.image;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC1;
import static org.bytedeco.opencv.global.opencv_core.CV_32FC3;
import static org.bytedeco.opencv.global.opencv_core.LUT;
import static org.bytedeco.opencv.global.opencv_core.extractChannel;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_BGR2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import java.io.Closeable;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Writes {@code (value / 255 - mean) / deviation} of BGR or gray bytes into a batch. */
final class Normalizer implements Closeable {
  private final ImageShape shape;
  private final double[] scale;
  private final double[] offset;

  /** What each value of each channel becomes: {@code [1, 256, channels]}. */
  private final Mat table;

  private final Mat plane = new Mat();

  Normalizer(Preprocessing preprocessing) {
    shape = preprocessing.shape();
    int channels = shape.channels();
    scale = new double[channels];
    offset = new double[channels];
    table = new Mat(1, 256, channels == 3 ? CV_32FC3 : CV_32FC1);
    for (int channel = 0; channel < channels; channel++) {
      double mean = preprocessing.channels().mean().get(channel);
      double deviation = preprocessing.channels().deviation().get(channel);
      scale[channel] = 1 / (255 * deviation);
      offset[channel] = -mean / deviation;
    }
    FloatBuffer values = table.createBuffer();
    for (int value = 0; value < 256; value++) {
      for (int channel = 0; channel < channels; channel++) {
        values.put(value * channels + channel, (float) (value * scale[channel] + offset[channel]));
      }
    }
  }

  void write(Mat image, Batch batch, int index) {
    long imageBytes = (long) shape.values() * Float.BYTES;
    try (BytePointer memory = new BytePointer(batch.bytes())) {
      memory.position(index * imageBytes);
      if (shape.channels() == 1) {
        write(image, 0, memory);
      } else if (batch.layout() == Batch.Layout.CHANNELS_LAST) {
        cvtColor(image, plane, COLOR_BGR2RGB);
        try (Mat target = new Mat(shape.height(), shape.width(), CV_32FC3, memory)) {
          LUT(plane, table, target);
        }
      } else {
        for (int channel = 0; channel < 3; channel++) {
          extractChannel(image, plane, 2 - channel);
          write(plane, channel, memory);
          memory.position(memory.position() + imageBytes / 3);
        }
      }
    }
  }

  private void write(Mat values, int channel, BytePointer memory) {
    try (Mat target = new Mat(shape.height(), shape.width(), CV_32FC1, memory)) {
      values.convertTo(target, CV_32FC1, scale[channel], offset[channel]);
    }
  }

  @Override
  public void close() {
    table.close();
    plane.close();
  }
}
