package io.tench.dl4j;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.EmbeddedSample;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Images of the embedded sample as dl4j-spark's users have them. */
final class FashionSample {
  static final int CLASSES = 10;
  static final int SIDE = 28;
  private static final ImageShape SHAPE = new ImageShape(1, SIDE, SIDE);
  static final int VALUES = SIDE * SIDE;

  private FashionSample() {}

  static double accuracy(MultiLayerNetwork network, List<DataSet> photos) {
    List<DataSet> single = new ArrayList<>();
    photos.forEach(batch -> single.addAll(batch.asList()));
    return network.evaluate(new ListDataSetIterator<>(single, 100)).accuracy();
  }

  /** The first {@code count} images of {@code train} or {@code val}, flattened, in batches. */
  static List<DataSet> read(Path folder, String part, int count, int batchSize) throws IOException {
    HadoopStorage storage = new HadoopStorage();
    String copy = EmbeddedSample.copy(storage, "sample:fashion-mnist/" + part, folder.toString());
    BatchSettings settings =
        new BatchSettings(
            batchSize,
            new Preprocessing(SHAPE, SIDE, new ChannelStatistics(List.of(0.2860), List.of(0.3530))),
            Augmentation.NONE,
            Batch.Layout.CHANNELS_FIRST,
            1);
    List<DataSet> batches = new ArrayList<>();
    try (BatchStream stream =
        BatchStream.open(
            io.tench.datasets.DataSet.open(storage, copy),
            new SampleRange(0, 0, count),
            settings,
            1,
            false)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        float[] values = new float[batch.size() * VALUES];
        batch.images().get(values);
        float[][] labels = new float[batch.size()][CLASSES];
        for (int row = 0; row < batch.size(); row++) {
          labels[row][batch.labels()[row]] = 1;
        }
        batches.add(
            new DataSet(
                Nd4j.createFromArray(values).reshape(batch.size(), VALUES),
                Nd4j.createFromArray(labels)));
      }
    }
    return batches;
  }
}
