package io.tench.workers.torch;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationELU;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;

/** Activation functions, by DL4J's names of them. */
final class Activations {
  private interface Function {
    Tensor apply(Tensor input);
  }

  private static final Map<String, Function> PLAIN =
      new TreeMap<>(
          Map.of(
              "ActivationSigmoid", Tensor::sigmoid,
              "ActivationTanH", Tensor::tanh,
              "ActivationSELU", torch::selu,
              "ActivationSoftPlus", torch::softplus,
              "ActivationSwish", torch::silu,
              "ActivationMish", torch::mish,
              "ActivationHardTanH", torch::hardtanh,
              "ActivationSoftmax", input -> input.softmax(1)));

  private Activations() {}

  static Operation layer(Site site) {
    return of(site, site.as(ActivationLayer.class).getActivationFn(), site.overwrites());
  }

  /**
   * The function as an operation.
   *
   * @param overwrites whether the input may be written over, which saves memory and time
   */
  static Operation of(Site site, IActivation activation, boolean overwrites) {
    String name = activation.getClass().getSimpleName();
    if (PLAIN.containsKey(name)) {
      Function function = PLAIN.get(name);
      return (inputs, pass) -> function.apply(inputs[0]);
    }
    return switch (name) {
      case "ActivationIdentity" -> Operations.IDENTITY;
      case "ActivationReLU" -> relu(site, (ActivationReLU) activation, overwrites);
      case "ActivationReLU6" -> relu6(overwrites);
      case "ActivationLReLU" -> {
        double slope = ((ActivationLReLU) activation).getAlpha();
        yield (inputs, pass) -> torch.leaky_relu(inputs[0], new Scalar(slope));
      }
      case "ActivationELU" -> {
        site.require(((ActivationELU) activation).getAlpha() == 1, "ELU with alpha other than 1");
        yield (inputs, pass) -> torch.elu(inputs[0]);
      }
      default -> throw site.refuse("the activation " + activation);
    };
  }

  /** Their names as the table of the documentation has them. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>();
    PLAIN.keySet().forEach(name -> names.add(name.substring("Activation".length())));
    names.addAll(Set.of("Identity", "ReLU", "ReLU6", "LReLU", "ELU"));
    return names;
  }

  private static Operation relu(Site site, ActivationReLU activation, boolean overwrites) {
    site.require(
        activation.getMax() == null
            && activation.getThreshold() == null
            && activation.getNegativeSlope() == null,
        "a ReLU with maximum, threshold or slope");
    return (inputs, pass) -> {
      if (!overwrites) {
        return inputs[0].relu();
      }
      inputs[0].relu_();
      return new Tensor(inputs[0]);
    };
  }

  private static Operation relu6(boolean overwrites) {
    return (inputs, pass) -> {
      Scalar low = new Scalar(0.0);
      Scalar high = new Scalar(6.0);
      if (!overwrites) {
        return torch.hardtanh(inputs[0], low, high);
      }
      torch.hardtanh_(inputs[0], low, high);
      return new Tensor(inputs[0]);
    };
  }
}
