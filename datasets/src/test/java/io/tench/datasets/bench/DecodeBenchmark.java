package io.tench.datasets.bench;

import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_imgcodecs.IMREAD_COLOR;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Augmentation.Crop;
import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.ShardWriter;
import io.tench.datasets.SharedData;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How fast photos become batches, beside what OpenCV's plain {@code imdecode} does with the same
 * bytes on one thread. Prints images/s; best of some runs, taken in turns.
 *
 * <p>Reads {@code imagenet-sample.tar} of the shared data, else makes JPEGs of its own. Run: {@code
 * mvn -pl datasets test-compile exec:java} or with the test class path, main class {@code
 * io.tench.datasets.bench.DecodeBenchmark [runs]}.
 */
public final class DecodeBenchmark {
  private static final int LEAST_IMAGES = 600;

  private DecodeBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    List<Sample> photos = photos();
    Path folder = Files.createTempDirectory("decode-benchmark");
    DataSet data =
        DataSets.write(
            new HadoopStorage(),
            folder.resolve("data").toString(),
            DataSets.labels(1),
            photos,
            4,
            ShardWriter.ROW_GROUP_BYTES);
    Map<String, BatchSettings> kinds =
        Map.of(
            "train, channels first",
            settings(new Crop.RandomResized(0.08), true, Batch.Layout.CHANNELS_FIRST),
            "train, channels last",
            settings(new Crop.RandomResized(0.08), true, Batch.Layout.CHANNELS_LAST),
            "evaluate, channels last",
            settings(new Crop.Center(), false, Batch.Layout.CHANNELS_LAST));
    double plain = 0;
    Map<String, Double> best = new TreeMap<>();
    for (int run = 0; run < runs; run++) {
      plain = Math.max(plain, plain(photos));
      for (Map.Entry<String, BatchSettings> kind : kinds.entrySet()) {
        best.merge(kind.getKey(), stream(data, kind.getValue()), Math::max);
      }
    }
    System.out.printf("%d photos, %d runs%n", photos.size(), runs);
    System.out.printf("%-40s %6.0f images/s%n", "imdecode", plain);
    for (Map.Entry<String, Double> kind : best.entrySet()) {
      System.out.printf(
          "%-40s %6.0f images/s  %.2f of imdecode%n",
          "BatchStream, " + kind.getKey(), kind.getValue(), kind.getValue() / plain);
    }
    new HadoopStorage().delete(folder.toString());
  }

  private static BatchSettings settings(Crop crop, boolean flip, Batch.Layout layout) {
    return new BatchSettings(
        32,
        new Preprocessing(new ImageShape(3, 224, 224), 256, ChannelStatistics.IMAGENET),
        new Augmentation(crop, flip),
        layout,
        2);
  }

  private static double plain(List<Sample> photos) {
    long start = System.nanoTime();
    for (Sample photo : photos) {
      try (BytePointer bytes = new BytePointer(photo.image());
          Mat input = new Mat(1, photo.image().length, CV_8UC1, bytes);
          Mat image = opencv_imgcodecs.imdecode(input, IMREAD_COLOR)) {
        if (image.empty()) {
          throw new IllegalStateException(photo.path());
        }
      }
    }
    return perSecond(photos.size(), start);
  }

  private static double stream(DataSet data, BatchSettings settings) throws IOException {
    long start = System.nanoTime();
    try (BatchStream stream =
        BatchStream.open(data, new SampleRange(0, 0, data.rows()), settings, 1, true)) {
      while (stream.next() != null) {}
    }
    return perSecond(data.rows(), start);
  }

  private static double perSecond(long images, long start) {
    return images / ((System.nanoTime() - start) / 1e9);
  }

  private static List<Sample> photos() throws IOException {
    List<Sample> photos = new ArrayList<>();
    Optional<Path> archive = SharedData.find("imagenet-sample.tar");
    if (archive.isPresent()) {
      SharedData.files(archive.get())
          .forEach((path, bytes) -> photos.add(new Sample(bytes, path, 0)));
    } else {
      for (int index = 0; index < 100; index++) {
        photos.add(
            new Sample(Images.jpeg(Images.scene(500, 375, index)), "scene-" + index + ".jpg", 0));
      }
    }
    for (int index = 0; photos.size() < LEAST_IMAGES; index++) {
      photos.add(photos.get(index));
    }
    return photos;
  }
}
