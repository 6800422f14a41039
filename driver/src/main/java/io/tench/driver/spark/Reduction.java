package io.tench.driver.spark;

import io.tench.driver.RoundOutcome;
import org.apache.spark.api.java.JavaRDD;

/** A way in which replicas' results become their average. All ways give the same bits. */
interface Reduction {
  /**
   * Runs the replicas and averages what they bring back.
   *
   * @param what the job does, for messages
   * @param replicas in replica order, one a partition
   */
  RoundOutcome run(String what, JavaRDD<ReplicaOutput> replicas) throws InterruptedException;
}
