package io.tench.workers.torch;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A vector of parameters, or of an optimizer's memory of them, in the backend's order. */
@SuppressWarnings("try") // scopes and guards work by being open
final class NativeVector {
  private final NativeLayout layout;
  private final Placement placement;
  private final Tensor values;
  private final FloatPointer memory;
  private final long length;

  /** Zeros; {@code length} is the layout's, or less where only the first part is needed. */
  NativeVector(NativeLayout layout, long length, Placement placement, Owned owned) {
    this.layout = layout;
    this.length = length;
    this.placement = placement;
    this.values = owned.keep(torch.zeros(new long[] {length}, placement.floats()));
    this.memory = values.data_ptr_float();
  }

  /** All of it, as one tensor. */
  Tensor values() {
    return values;
  }

  /** A view of one parameter, in the shape that operations want. */
  Tensor view(NativeSlice slice) {
    return torch.from_blob(
        memory.getPointer(slice.offset()), slice.sizes(), slice.strides(), placement.floats());
  }

  /** A view of a range, as a vector. */
  Tensor range(long from, long to) {
    return torch.from_blob(memory.getPointer(from), new long[] {to - from}, placement.floats());
  }

  /** Sets it from DL4J's flat vector. */
  void load(float[] source) {
    if (source.length != layout.sourceLength()) {
      throw new IllegalArgumentException(
          "the network has %d parameters, got %d".formatted(layout.sourceLength(), source.length));
    }
    try (PointerScope scope = new PointerScope();
        FloatPointer flat = new FloatPointer(source)) {
      for (NativeSlice slice : layout.slices()) {
        if (slice.offset() < length) {
          view(slice).copy_(of(flat, slice));
        }
      }
    }
  }

  /** Writes it into DL4J's flat vector; what it does not reach to becomes 0. */
  void store(float[] target) {
    if (target.length != layout.sourceLength()) {
      throw new IllegalArgumentException(
          "the network has %d parameters, got room for %d"
              .formatted(layout.sourceLength(), target.length));
    }
    try (PointerScope scope = new PointerScope();
        FloatPointer flat = new FloatPointer(target.length)) {
      for (NativeSlice slice : layout.slices()) {
        if (slice.offset() < length) {
          of(flat, slice).copy_(view(slice));
        } else {
          of(flat, slice).zero_();
        }
      }
      flat.get(target);
    }
  }

  private static Tensor of(FloatPointer flat, NativeSlice slice) {
    return torch.from_blob(
        flat.getPointer(slice.source().offset()), slice.sizes(), slice.sourceStrides());
  }
}
