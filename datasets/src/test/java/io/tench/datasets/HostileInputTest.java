package io.tench.datasets;

import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutations of images, manifests and shards: each is read or refused, and nothing else. */
class HostileInputTest {
  private static final String FOLDER = "/data";
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);

  @Test
  void imagesAreDecodedOrRefused() {
    List<byte[]> corpus = new ArrayList<>();
    for (String format : List.of("jpg", "png", "gif", "bmp")) {
      corpus.add(Images.encode(Images.scene(40, 30, 1), format));
      corpus.add(Images.encode(Images.plain(3, 2, java.awt.Color.RED), format));
    }
    for (int orientation = 1; orientation <= 8; orientation++) {
      corpus.add(Images.oriented(Images.scene(16, 12, 2), orientation));
    }
    Batch batch = new Batch(SHAPE, Batch.Layout.CHANNELS_FIRST, 1);
    try (ImageLoader loader =
        new ImageLoader(
            new Preprocessing(SHAPE, 16, ChannelStatistics.IMAGENET),
            new Augmentation(new Augmentation.Crop.RandomResized(0.1), true))) {
      new Fuzzing("images", ImageException.class)
          .run(corpus, input -> loader.load(input, 1, batch, 0));
    }
  }

  @Test
  void manifestsAreReadOrRefused() throws IOException {
    byte[] manifest = file(write(), ShardManifest.FILE);
    new Fuzzing("manifests", BadInputException.class)
        .run(List.of(manifest), input -> ShardManifests.parse(input, "a/_manifest.json"));
  }

  @Test
  void shardsAreReadOrRefused() throws IOException {
    byte[] shard = file(write(), "shard-00000.parquet");
    MemoryStorage storage = new MemoryStorage();
    new Fuzzing("shards", BadInputException.class)
        .run(
            List.of(shard),
            input -> {
              storage.delete("/shard.parquet");
              try (OutputStream stream = storage.create("/shard.parquet")) {
                stream.write(input);
              }
              try (ShardReader reader = ShardReader.open(storage, "/shard.parquet")) {
                reader.labels();
                for (int rowGroup = 0; rowGroup < reader.rowGroups().size(); rowGroup++) {
                  reader.read(rowGroup);
                }
              }
            });
  }

  private static MemoryStorage write() throws IOException {
    MemoryStorage storage = new MemoryStorage();
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      samples.add(new Sample(Images.jpeg(Images.scene(12, 10, index)), index + ".jpg", index % 2));
    }
    DataSets.write(storage, FOLDER, DataSets.labels(2), samples, 1, 900);
    return storage;
  }

  private static byte[] file(MemoryStorage storage, String name) throws IOException {
    try (InputStream stream = storage.read(FOLDER + "/" + name)) {
      return stream.readAllBytes();
    }
  }
}
