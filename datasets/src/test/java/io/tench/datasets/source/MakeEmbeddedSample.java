package io.tench.datasets.source;

import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.Sample;
import io.tench.datasets.Seed;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.ShardManifests;
import io.tench.datasets.ShardWriter;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes the embedded sample from Fashion-MNIST's four idx files: {@code
 * datasets/src/main/scripts/make-embedded-sample} runs it. Takes 1,000 training and 200 test images
 * of each class, drawn and shuffled by a fixed seed.
 */
final class MakeEmbeddedSample {
  private static final long SEED = 2017;

  private MakeEmbeddedSample() {}

  public static void main(String[] arguments) throws Exception {
    Storage storage = new HadoopStorage();
    Source source = Source.open(storage, arguments[0], SourceFormat.IDX);
    write(storage, source, source.train(), 1000, arguments[1], "train");
    write(storage, source, source.validation(), 200, arguments[1], "val");
  }

  private static void write(
      Storage storage,
      Source source,
      List<SourcePart> parts,
      int perClass,
      String sample,
      String split)
      throws Exception {
    List<Sample> samples = new ArrayList<>();
    for (SourcePart part : parts) {
      try (SampleStream stream = part.open(storage)) {
        for (Sample image = stream.next(); image != null; image = stream.next()) {
          samples.add(image);
        }
      }
    }
    Collections.shuffle(samples, new Random(Seed.of(SEED, perClass)));
    int[] taken = new int[source.labels().size()];
    ChannelAccumulator channels = new ChannelAccumulator(1);
    ShardFile shard;
    String folder = Storage.child(sample, split);
    storage.delete(folder);
    String file = Storage.child(folder, split + "-00000-of-00001.parquet");
    try (ImageDecoder decoder = new ImageDecoder();
        ShardWriter writer = ShardWriter.createCompressed(storage, file, source.labels())) {
      for (Sample image : samples) {
        if (taken[image.label()]++ < perClass) {
          writer.write(image);
          channels.add(decoder.decode(image.image(), 1).values());
        }
      }
      shard = writer.finish();
    }
    ShardManifests.write(
        storage,
        folder,
        new ShardManifest(
            ShardManifest.VERSION, source.labels(), channels.statistics(), List.of(shard)));
  }
}
