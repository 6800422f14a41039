package io.tench.dl4j;

import org.apache.spark.Partitioner;

/** Sends each rank to its place. */
final class PlacePartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final Placement placement;

  PlacePartitioner(Placement placement) {
    this.placement = placement;
  }

  @Override
  public int numPartitions() {
    return placement.places();
  }

  @Override
  public int getPartition(Object rank) {
    return placement.place((Integer) rank);
  }
}
