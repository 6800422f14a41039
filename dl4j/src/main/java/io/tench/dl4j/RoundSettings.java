package io.tench.dl4j;

import io.tench.driver.OuterOptimizer;
import io.tench.workers.Backends;
import java.io.Serializable;

/**
 * How a network is trained, in dl4j-spark's terms.
 *
 * @param replicas dl4j-spark's workers
 * @param examplesPerObject in each DataSet of the RDD
 * @param batchSize examples of a step
 * @param innerSteps dl4j-spark's averaging frequency
 * @param saveUpdater whether the updaters' state is averaged too, or starts each round as it was
 * @param seed of the order of the data, and of dropout
 * @param backend auto, nd4j or torch
 */
record RoundSettings(
    int replicas,
    int examplesPerObject,
    int batchSize,
    int innerSteps,
    boolean saveUpdater,
    OuterOptimizer outerOptimizer,
    long seed,
    String backend)
    implements Serializable {
  RoundSettings {
    require("numWorkers", replicas);
    require("rddDataSetNumExamples", examplesPerObject);
    require("batchSizePerWorker", batchSize);
    require("averagingFrequency", innerSteps);
    if (outerOptimizer instanceof OuterOptimizer.SlowMo) {
      throw new IllegalArgumentException(
          "the outer optimizer must be the average or nesterov, was slowmo: it needs the learning"
              + " rate, which belongs to the network's own updaters");
    }
    Backends.requireKnown(backend);
  }

  private static void require(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s must be >= 1, was %d".formatted(name, value));
    }
  }

  /** Objects of the RDD that a replica trains on in a round. */
  int objectsPerReplica() {
    return Math.max(1, batchSize * innerSteps / examplesPerObject);
  }
}
