package io.tench.workers.torch;

import org.bytedeco.pytorch.Tensor;

/** One vertex of a network as tensor operations. */
interface Operation {
  /**
   * The vertex's output: always a handle of its own, even where it shares an input's memory.
   *
   * @param inputs images as {@code [batch, channels, height, width]} with channels last in memory,
   *     or {@code [batch, values]}
   */
  Tensor apply(Tensor[] inputs, Pass pass);

  /** This as in inference, even in training. */
  default Operation inInference() {
    return (inputs, pass) -> apply(inputs, pass.inInference());
  }

  /** This, then {@code next} on its output. */
  default Operation then(Operation next) {
    return (inputs, pass) -> next.apply(new Tensor[] {apply(inputs, pass)}, pass);
  }
}
