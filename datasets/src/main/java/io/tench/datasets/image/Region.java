package io.tench.datasets.image;

/** A rectangle of pixels within an image. */
record Region(int x, int y, int width, int height) {
  Region transposed() {
    return new Region(y, x, height, width);
  }

  /**
   * The same part of an image that is stored at another size: edges at the nearest pixel, at least
   * one pixel wide and high.
   */
  Region scaled(int fromWidth, int fromHeight, int toWidth, int toHeight) {
    int left = edge(x, fromWidth, toWidth);
    int top = edge(y, fromHeight, toHeight);
    int right = edge(x + width, fromWidth, toWidth);
    int bottom = edge(y + height, fromHeight, toHeight);
    left = Math.min(left, toWidth - 1);
    top = Math.min(top, toHeight - 1);
    return new Region(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
  }

  private static int edge(int edge, int from, int to) {
    return (int) Math.min(to, ((long) edge * to * 2 + from) / (2L * from));
  }
}
