package io.tench.workers;

import io.tench.datasets.Batch;
import io.tench.datasets.Feature;
import io.tench.datasets.ImageShape;
import io.tench.datasets.RowGroupSlice;
import io.tench.datasets.SampleOrder;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.StoredFeatures;
import io.tench.models.OptimizerState;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link Replica} and {@link Scorer} do, on stored features instead of images: the same
 * samples in the same batches.
 */
public final class FeatureReplica {
  private final StoredFeatures features;
  private final ShardManifest data;
  private final ImageShape shape;

  /**
   * Replicas on these features.
   *
   * @param data the manifest of the images that they are of
   * @param shape of a feature
   */
  public FeatureReplica(StoredFeatures features, ShardManifest data, ImageShape shape) {
    this.features = features;
    this.data = data;
    this.shape = shape;
  }

  /** As {@link Replica#run}, for a network whose input is a feature. */
  public ReplicaResult run(
      ReplicaTask task, float[] parameters, OptimizerState state, TrainingSettings settings)
      throws IOException {
    long start = System.nanoTime();
    int[] rows = rows(task, settings.seed());
    return Networks.SHARED.lend(
        Backends.named(settings.backend()),
        settings.network(task.samples().epoch()),
        network -> {
          network.load(parameters, state, task.seed());
          Batch batch =
              new Batch(shape, Batch.Layout.CHANNELS_FIRST, settings.batches().batchSize());
          double loss = 0;
          long correct = 0;
          int steps = 0;
          for (int from = 0; from < rows.length; from += batch.capacity()) {
            fill(batch, rows, from);
            double rate = settings.rate().at(task.firstStep() + steps) * task.rateFactor();
            StepReport report = network.train(batch, rate);
            if (!Double.isFinite(report.loss()) || report.loss() > settings.maxLoss()) {
              throw new DivergenceException(
                  task.round(), task.replica(), task.firstStep() + steps, report.loss());
            }
            loss += report.loss() * report.size();
            correct += report.correct();
            steps++;
          }
          float[] result = new float[parameters.length];
          network.parameters(result);
          Duration total = Duration.ofNanos(System.nanoTime() - start);
          return new ReplicaResult(
              new ReplicaResult.Report(
                  task.replica(), rows.length, steps, loss, correct, Duration.ZERO, total, total),
              result,
              network.optimizerState());
        });
  }

  /** The score of all features. */
  public Score score(float[] parameters, ScoringSettings settings) throws IOException {
    return Networks.SHARED.lend(
        Backends.named(settings.backend()),
        settings.network(),
        network -> {
          network.load(parameters, OptimizerState.NONE, 0);
          Batch batch = new Batch(shape, Batch.Layout.CHANNELS_FIRST, settings.batchSize());
          int[] rows = new int[features.size()];
          Arrays.setAll(rows, row -> row);
          Score score = new Score(settings.network().classes());
          for (int from = 0; from < rows.length; from += batch.capacity()) {
            fill(batch, rows, from);
            float[][] probabilities = network.classify(batch);
            for (int index = 0; index < batch.size(); index++) {
              score.add(probabilities[index], batch.labels()[index]);
            }
          }
          return score;
        });
  }

  private void fill(Batch batch, int[] rows, int from) {
    int size = Math.min(batch.capacity(), rows.length - from);
    FloatBuffer values = batch.images();
    for (int index = 0; index < size; index++) {
      Feature feature = features.get(rows[from + index]);
      values.put(feature.values());
      batch.labels()[index] = feature.label();
    }
    batch.setSize(size);
  }

  /** The places, in the order of the files, of a task's samples in the order of the epoch. */
  private int[] rows(ReplicaTask task, long seed) {
    List<int[]> starts = starts();
    List<Integer> rows = new ArrayList<>();
    SampleOrder order = new SampleOrder(data, seed, task.samples().epoch());
    for (RowGroupSlice slice : order.slices(task.samples().from(), task.samples().to())) {
      for (int row : slice.rows()) {
        rows.add(starts.get(slice.shard())[slice.rowGroup()] + row);
      }
    }
    return rows.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The first row of each row group, by shard. */
  private List<int[]> starts() {
    List<int[]> starts = new ArrayList<>();
    int next = 0;
    for (var shard : data.shards()) {
      int[] groups = new int[shard.rowGroups().size()];
      for (int group = 0; group < groups.length; group++) {
        groups[group] = next;
        next += shard.rowGroups().get(group);
      }
      starts.add(groups);
    }
    return starts;
  }
}
