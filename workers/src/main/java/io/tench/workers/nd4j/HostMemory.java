package io.tench.workers.nd4j;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Moves floats between Java and nd4j: by one block copy, or none, where nd4j computes in this
 * process's own memory, and through nd4j's transfers where it computes on a GPU.
 */
public final class HostMemory {
  private HostMemory() {}

  /** Copies {@code values} into a contiguous array of as many. */
  public static void fill(INDArray array, float[] values) {
    if (Nd4j.getEnvironment().isCPU()) {
      floats(array).put(values, 0, values.length);
      return;
    }
    try (INDArray transfer = Nd4j.createFromArray(values)) {
      array.assign(transfer.reshape(array.shape()));
    }
  }

  /** Copies all of a contiguous array into {@code target}, which is as long. */
  public static void copy(INDArray array, float[] target) {
    if (Nd4j.getEnvironment().isCPU()) {
      floats(array).get(target, 0, target.length);
      return;
    }
    System.arraycopy(array.dup().data().asFloat(), 0, target, 0, target.length);
  }

  /**
   * The first values of direct memory as an array of this shape: a view where nd4j computes on the
   * CPU, which must not outlive {@code memory}.
   */
  static INDArray view(ByteBuffer memory, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    if (Nd4j.getEnvironment().isCPU()) {
      FloatPointer pointer = new FloatPointer(new Pointer(memory));
      DataBuffer buffer = Nd4j.getDataBufferFactory().create(pointer, length);
      return Nd4j.create(buffer, shape);
    }
    float[] values = new float[Math.toIntExact(length)];
    memory.asFloatBuffer().get(values);
    return Nd4j.createFromArray(values).reshape(shape);
  }

  private static FloatPointer floats(INDArray array) {
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("array must be of float32, is of " + array.dataType());
    }
    return (FloatPointer) array.data().addressPointer();
  }
}
