package io.tench.driver.preflight;

import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardManifest;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Training;
import io.tench.driver.preflight.Demand.Part;
import io.tench.driver.preflight.Supply.Home;
import io.tench.workers.NetworkMemory;
import java.util.Collections;
import java.util.List;

/** What training takes of an executor. */
public final class TrainingDemand {
  private TrainingDemand() {}

  /**
   * The demand of a run.
   *
   * @param network of one replica
   * @param parameters floats of the flat vector
   * @param data that it trains on
   */
  public static Demand of(
      RunConfiguration run,
      NetworkMemory network,
      long parameters,
      ShardManifest data,
      Supply supply) {
    Training training = run.training();
    int replicas = Math.min(training.replicas(), supply.slots());
    long state = (1 + training.travellingVectors()) * parameters * Float.BYTES;
    // In one process, all results wait for the average beside the checkpoints before and after it.
    // An executor holds a round's start as it came and as vectors. Spark writes a result out twice,
    // the second time into a buffer of the first one's size, and one more for the little beyond it.
    long states = supply.home() == Home.THIS_PROCESS ? training.replicas() + 3L : 2 + 4L * replicas;
    long image = (long) run.network().input().values() * Float.BYTES;
    return new Demand(
        "%d %s of %s with batches of %d"
            .formatted(
                replicas,
                replicas == 1 ? "replica" : "replicas",
                run.network().architecture(),
                training.batchSize()),
        List.of(
            new Part("parameters, and what replicas bring back", states * state),
            new Part("encoded images", 3L * replicas * largestRowGroup(data)),
            new Part("Spark", Demand.SPARK)),
        List.of(
            new Part("libraries and Java itself", NetworkMemory.LIBRARIES),
            new Part("parameters, gradients, optimizer", replicas * network.parameters()),
            new Part("activations (an estimate)", replicas * network.activations()),
            new Part(
                "decoded batches",
                replicas * (training.prefetch() + 2L) * training.batchSize() * image)),
        replicas * training.threadsPerReplica());
  }

  private static long largestRowGroup(ShardManifest data) {
    long largest = 0;
    for (ShardFile shard : data.shards()) {
      if (shard.rows() > 0) {
        long rows = Collections.max(shard.rowGroups());
        largest = Math.max(largest, shard.bytes() * rows / shard.rows());
      }
    }
    return largest;
  }
}
