package io.tench.driver.compression;

import io.tench.models.ParameterLayout;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The flat vector in blocks of {@link Int8Codec#BLOCK} values or fewer. None reaches over from one
 * tensor into the next, whose values may be of quite another size.
 */
final class Blocks implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int[] tensors;
  private final int[] blocksBefore;

  private Blocks(int[] tensors, int[] blocksBefore) {
    this.tensors = tensors;
    this.blocksBefore = blocksBefore;
  }

  static Blocks of(ParameterLayout layout) {
    int[] ends =
        layout.slices().stream()
            .mapToInt(slice -> Math.toIntExact(slice.end()))
            .sorted()
            .distinct()
            .toArray();
    return of(ends);
  }

  /**
   * Blocks of tensors that follow each other.
   *
   * @param ends where each ends, ascending
   */
  static Blocks of(int... ends) {
    int[] tensors = new int[ends.length + 1];
    int[] blocksBefore = new int[ends.length + 1];
    for (int index = 0; index < ends.length; index++) {
      int length = ends[index] - tensors[index];
      tensors[index + 1] = ends[index];
      blocksBefore[index + 1] =
          blocksBefore[index] + (length + Int8Codec.BLOCK - 1) / Int8Codec.BLOCK;
    }
    return new Blocks(tensors, blocksBefore);
  }

  int count() {
    return blocksBefore[blocksBefore.length - 1];
  }

  /** The block that an element is in. */
  int at(int element) {
    int tensor = tensor(element);
    return blocksBefore[tensor] + (element - tensors[tensor]) / Int8Codec.BLOCK;
  }

  /** Where an element's block ends. */
  int end(int element) {
    int tensor = tensor(element);
    int within = (element - tensors[tensor]) / Int8Codec.BLOCK;
    return Math.min(tensors[tensor] + (within + 1) * Int8Codec.BLOCK, tensors[tensor + 1]);
  }

  private int tensor(int element) {
    int found = Arrays.binarySearch(tensors, element);
    return found >= 0 ? found : -found - 2;
  }
}
