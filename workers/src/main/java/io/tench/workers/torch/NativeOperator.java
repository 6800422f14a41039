package io.tench.workers.torch;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;

/** An operator that the Java bindings have no method for, called through libtorch's dispatcher. */
final class NativeOperator {
  private final OperatorHandle handle;

  /**
   * @param name {@code aten::_fused_sgd_}
   * @param overload empty for the first
   */
  NativeOperator(String name, String overload, Owned owned) {
    handle = owned.keep(Dispatcher.singleton().findSchemaOrThrow(name, overload));
  }

  /** Calls it and gives what it returned. */
  IValueVector call(IValue... arguments) {
    IValueVector stack = new IValueVector(arguments);
    handle.callBoxed(stack);
    return stack;
  }

  static IValue list(List<Tensor> tensors) {
    GenericList list = new GenericList(new Type.TypePtr(TensorType.get()));
    list.reserve(tensors.size());
    for (Tensor tensor : tensors) {
      list.push_back(new IValue(tensor));
    }
    return new IValue(list);
  }
}
