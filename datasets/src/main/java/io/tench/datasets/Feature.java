package io.tench.datasets;

/** What a network's layer gives for one image, with the image's label and path. */
public final class Feature {
  private final float[] values;
  private final int label;
  private final String path;

  /** A feature of these parts; the array is not copied. */
  public Feature(float[] values, int label, String path) {
    this.values = values;
    this.label = label;
    this.path = path;
  }

  /** Images as {@code [channels, height, width]}, not copied. */
  public float[] values() {
    return values;
  }

  public int label() {
    return label;
  }

  public String path() {
    return path;
  }
}
