package io.tench.workers.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The gradients that a backward pass left in the parameters. */
final class Gradients {
  private Gradients() {}

  static List<Tensor> of(List<Tensor> parameters) {
    List<Tensor> gradients = new ArrayList<>(parameters.size());
    for (Tensor parameter : parameters) {
      Tensor gradient = parameter.mutable_grad();
      if (!gradient.defined()) {
        // Nothing that the loss depends on, such as a branch scaled by 0.
        parameter.mutable_grad().put(torch.zeros_like(parameter));
      }
      gradients.add(gradient);
    }
    return gradients;
  }

  /** The Euclidean norm of all of them together. */
  static double norm(List<Tensor> parameters, NativeOperator norms) {
    TensorVector each =
        norms
            .call(NativeOperator.list(of(parameters)), new IValue(2.0), new IValue())
            .get(0)
            .toTensorVector();
    return torch.linalg_vector_norm(torch.stack(each, 0)).item_double();
  }

  static void clear(List<Tensor> parameters) {
    parameters.forEach(parameter -> parameter.mutable_grad().reset());
  }
}
