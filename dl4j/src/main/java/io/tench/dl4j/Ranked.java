package io.tench.dl4j;

import java.util.Iterator;
import scala.Tuple2;

/** A partition's objects, each with its rank in the epoch. */
final class Ranked implements Iterator<Tuple2<Integer, byte[]>> {
  private final Iterator<byte[]> objects;
  private final Placement placement;
  private long position;

  /**
   * @param start position of the partition's first object in the RDD
   */
  Ranked(long start, Iterator<byte[]> objects, Placement placement) {
    position = start;
    this.objects = objects;
    this.placement = placement;
  }

  @Override
  public boolean hasNext() {
    return objects.hasNext();
  }

  @Override
  public Tuple2<Integer, byte[]> next() {
    return new Tuple2<>(placement.rank(position++), objects.next());
  }
}
