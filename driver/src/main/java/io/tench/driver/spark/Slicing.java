package io.tench.driver.spark;

/** Into how many slices the results of a round are cut for their average. Pure. */
final class Slicing {
  /** Replicas whose results the driver takes whole, whatever their size. */
  static final int REPLICAS_AT_DRIVER = 4;

  /** Bytes that the driver takes, however many replicas they come from. */
  static final long BYTES_AT_DRIVER = 64L << 20;

  /** Bytes of all replicas that one task averages. */
  private static final long BYTES_A_TASK = 128L << 20;

  /** Spark sorts a shuffle of more partitions ({@code spark.shuffle.sort.bypassMergeThreshold}). */
  private static final int MOST = 200;

  private Slicing() {}

  /**
   * Results that the driver takes in: those of all replicas, or one, of slices that are averages.
   */
  static int atDriver(int replicas, long bytes, int slots) {
    return count(replicas, bytes, slots) == 1 ? replicas : 1;
  }

  /**
   * The slices, or 1 where the driver had best average whole results.
   *
   * @param replicas of the round
   * @param bytes that one of them brings back
   * @param slots tasks that the cluster runs at once
   */
  static int count(int replicas, long bytes, int slots) {
    long all = Math.multiplyExact(bytes, replicas);
    if (replicas <= REPLICAS_AT_DRIVER || all <= BYTES_AT_DRIVER) {
      return 1;
    }
    long inTasks = (all + BYTES_A_TASK - 1) / BYTES_A_TASK;
    return (int) Math.min(MOST, Math.max(Math.max(2, slots), inTasks));
  }
}
