package io.tench.driver.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What the driver learns of a checked part: the labels, in order, of what was accepted. */
final class PartSummary implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] labels;
  private final long bytes;
  private final List<CheckedImage.Rejected> rejected;
  private final List<CheckedImage.Damaged> damaged;

  private PartSummary(
      int[] labels,
      long bytes,
      List<CheckedImage.Rejected> rejected,
      List<CheckedImage.Damaged> damaged) {
    this.labels = labels;
    this.bytes = bytes;
    this.rejected = rejected;
    this.damaged = damaged;
  }

  static PartSummary of(Iterator<CheckedImage> images) {
    List<Integer> labels = new ArrayList<>();
    List<CheckedImage.Rejected> rejected = new ArrayList<>();
    List<CheckedImage.Damaged> damaged = new ArrayList<>();
    long bytes = 0;
    while (images.hasNext()) {
      CheckedImage image = images.next();
      if (image instanceof CheckedImage.Accepted accepted) {
        labels.add(accepted.sample().label());
        bytes += accepted.sample().image().length;
      } else if (image instanceof CheckedImage.Rejected broken) {
        rejected.add(broken);
      } else if (image instanceof CheckedImage.Damaged source) {
        damaged.add(source);
      }
    }
    return new PartSummary(
        labels.stream().mapToInt(Integer::intValue).toArray(), bytes, rejected, damaged);
  }

  /** Class indices of the accepted images, not copied. */
  int[] labels() {
    return labels;
  }

  /** Of the accepted images. */
  long bytes() {
    return bytes;
  }

  List<CheckedImage.Rejected> rejected() {
    return rejected;
  }

  /** Empty, or what is wrong with the source. */
  List<CheckedImage.Damaged> damaged() {
    return damaged;
  }
}
