package io.tench.models.exchange;

import io.tench.datasets.ImageShape;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A file of named tensors, read a tensor at a time. */
interface TensorFile extends Closeable {
  /** What Tench wrote of the network, in a file that it exported. */
  Optional<Notes> notes();

  /** The shape of the images that it takes, where it says so. */
  default Optional<ImageShape> input() {
    return Optional.empty();
  }

  /** The shape of each tensor, by name. */
  Map<String, List<Long>> shapes();

  /** Whether batch norms may have become part of its convolutions, as they can after training. */
  default boolean folds() {
    return false;
  }

  /** What its batch norm adds to this running variance, under the root. */
  default double epsilon(String variance) {
    return 1e-5;
  }

  /**
   * Puts a tensor's values, the last index running fastest, into {@code target} at {@code from}.
   *
   * @param count the product of its shape
   * @throws io.tench.datasets.BadInputException if they cannot be read as float32
   */
  void read(String tensor, float[] target, int from, int count) throws IOException;
}
