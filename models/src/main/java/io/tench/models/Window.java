package io.tench.models;

/** The square window of a convolution or pooling, in pixels; zero padding on all four sides. */
record Window(int size, int stride, int padding) {
  /** PyTorch's output length, rounded down; 0 or less if the window does not fit. */
  int output(int input) {
    return Math.floorDiv(input + 2 * padding - size, stride) + 1;
  }
}
