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
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How fast photos become batches, beside what OpenCV's plain {@code imdecode} does with the same
 * bytes on one thread: in images per second of wall clock, and of one thread's CPU time, which says
 * more on a machine that is busy. Best of some runs, taken in turns.
 *
 * <p>Reads {@code imagenet-sample.tar} of the shared data, else makes JPEGs of its own. Main class
 * on the test class path, with the number of runs as its argument.
 */
public final class DecodeBenchmark {
  private static final int LEAST_IMAGES = 600;
  private static final int BATCH = 32;

  private DecodeBenchmark() {}

  /** Decodes all of the photos in some way. */
  private interface Way {
    void run() throws IOException, ImageException;
  }

  public static void main(String[] arguments) throws IOException, ImageException {
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
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("imdecode", () -> plain(photos));
    for (Batch.Layout layout : Batch.Layout.values()) {
      BatchSettings train = settings(new Crop.RandomResized(0.08), true, layout);
      BatchSettings evaluate = settings(new Crop.Center(), false, layout);
      ways.put("ImageLoader, train, " + layout, () -> load(photos, train));
      ways.put("ImageLoader, evaluate, " + layout, () -> load(photos, evaluate));
      ways.put("BatchStream, train, " + layout, () -> stream(data, train));
      ways.put("BatchStream, evaluate, " + layout, () -> stream(data, evaluate));
    }
    report(ways, photos.size(), runs);
    new HadoopStorage().delete(folder.toString());
  }

  private static void report(Map<String, Way> ways, int images, int runs)
      throws IOException, ImageException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<String, Double> wall = new HashMap<>();
    Map<String, Double> cpu = new HashMap<>();
    for (int run = 0; run < runs; run++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        long start = System.nanoTime();
        long cpuStart = threads.getCurrentThreadCpuTime();
        way.getValue().run();
        cpu.merge(
            way.getKey(), images * 1e9 / (threads.getCurrentThreadCpuTime() - cpuStart), Math::max);
        wall.merge(way.getKey(), images * 1e9 / (System.nanoTime() - start), Math::max);
      }
    }
    System.out.printf("%d photos, %d runs%n", images, runs);
    for (String way : ways.keySet()) {
      boolean ownThreads = way.startsWith("BatchStream");
      System.out.printf(
          "%-40s %5.0f images/s, %.2f of imdecode%s%n",
          way,
          wall.get(way),
          wall.get(way) / wall.get("imdecode"),
          ownThreads
              ? ""
              : "; %5.0f per CPU second, %.2f of imdecode"
                  .formatted(cpu.get(way), cpu.get(way) / cpu.get("imdecode")));
    }
  }

  private static BatchSettings settings(Crop crop, boolean flip, Batch.Layout layout) {
    return new BatchSettings(
        BATCH,
        new Preprocessing(new ImageShape(3, 224, 224), 256, ChannelStatistics.IMAGENET),
        new Augmentation(crop, flip),
        layout,
        2);
  }

  private static void plain(List<Sample> photos) {
    for (Sample photo : photos) {
      try (BytePointer bytes = new BytePointer(photo.image());
          Mat input = new Mat(1, photo.image().length, CV_8UC1, bytes);
          Mat image = opencv_imgcodecs.imdecode(input, IMREAD_COLOR)) {
        if (image.empty()) {
          throw new IllegalStateException(photo.path());
        }
      }
    }
  }

  private static void load(List<Sample> photos, BatchSettings settings) throws ImageException {
    Batch batch = new Batch(settings.preprocessing().shape(), settings.layout(), BATCH);
    try (ImageLoader loader = new ImageLoader(settings.preprocessing(), settings.augmentation())) {
      for (int index = 0; index < photos.size(); index++) {
        loader.load(photos.get(index).image(), index, batch, index % BATCH);
      }
    }
  }

  private static void stream(DataSet data, BatchSettings settings) throws IOException {
    try (BatchStream stream =
        BatchStream.open(data, new SampleRange(0, 0, data.rows()), settings, 1, true)) {
      while (stream.next() != null) {}
    }
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
