package io.tench.driver.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import scala.Tuple2;

/** The accepted images of a part, each with its destination. */
final class AddressedImages implements Iterator<Tuple2<Long, CheckedImage.Accepted>> {
  private final Iterator<CheckedImage> images;
  private final int[] destinations;
  private int place;
  private CheckedImage.Accepted next;

  AddressedImages(Iterator<CheckedImage> images, ShufflePlan plan, int part) {
    this.images = images;
    this.destinations = plan.destinations();
    this.place = plan.starts()[part];
  }

  @Override
  public boolean hasNext() {
    while (next == null && images.hasNext()) {
      if (images.next() instanceof CheckedImage.Accepted accepted) {
        next = accepted;
      }
    }
    return next != null;
  }

  @Override
  public Tuple2<Long, CheckedImage.Accepted> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    CheckedImage.Accepted image = next;
    next = null;
    return new Tuple2<>((long) destinations[place++], image);
  }
}
