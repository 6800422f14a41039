package io.tench.datasets;

import java.io.Serializable;

/** One labelled image: its encoded bytes, the path that it came from, and its class index. */
public final class Sample implements Serializable {
  private static final long serialVersionUID = 1L;

  private final byte[] image;
  private final String path;
  private final int label;

  /**
   * @param image the encoded file (JPEG, PNG, …), not copied
   * @param label a class index of the data set's {@link LabelMap}
   */
  public Sample(byte[] image, String path, int label) {
    this.image = image;
    this.path = path;
    this.label = label;
  }

  /** The encoded file, not copied. */
  public byte[] image() {
    return image;
  }

  public String path() {
    return path;
  }

  public int label() {
    return label;
  }
}
