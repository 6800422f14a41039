package io.tench.workers.torch;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.tench.models.OptimizerState;
import io.tench.workers.InnerOptimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The inner optimizer on libtorch's fused kernels: one pass over parameters, gradients and memory.
 * Its memory lies in the backend's order and is converted when loaded and stored.
 */
final class OptimizerStep implements AutoCloseable {
  private final Owned owned = new Owned();
  private final InnerOptimizer settings;
  private final NativeLayout layout;
  private final List<NativeVector> memory = new ArrayList<>();
  private final List<Group> groups = new ArrayList<>();
  private final NativeOperator fused;
  private final Tensor stepCount;
  private long steps;

  /** Parameters that are treated alike. */
  private record Kind(boolean decays, double factor) {
    static Kind of(NetworkParameters.Trained parameter) {
      return new Kind(parameter.decays(), parameter.factor());
    }
  }

  /**
   * The parameters of a kind.
   *
   * @param factor of the learning rate
   */
  private record Group(
      List<Tensor> parameters,
      IValue tensors,
      List<IValue> memory,
      double weightDecay,
      double factor) {}

  OptimizerStep(InnerOptimizer settings, NetworkParameters parameters) {
    this.settings = settings;
    this.layout = parameters.layout();
    for (int index = 0; index < settings.vectors(); index++) {
      memory.add(new NativeVector(layout, layout.trained(), parameters.placement(), owned));
    }
    double decay =
        settings instanceof InnerOptimizer.Sgd sgd
            ? sgd.weightDecay()
            : ((InnerOptimizer.Adam) settings).weightDecay();
    parameters.trained().stream()
        .collect(groupingBy(Kind::of, LinkedHashMap::new, toList()))
        .forEach((kind, members) -> addGroup(members, kind.decays() ? decay : 0, kind.factor()));
    String operator =
        settings instanceof InnerOptimizer.Sgd ? "aten::_fused_sgd_" : "aten::_fused_adamw_";
    fused = new NativeOperator(operator, "", owned);
    stepCount = owned.keep(torch.zeros(new long[] {1}, parameters.placement().floats()));
  }

  private void addGroup(
      List<NetworkParameters.Trained> members, double weightDecay, double factor) {
    List<Tensor> tensors = members.stream().map(NetworkParameters.Trained::tensor).toList();
    List<IValue> vectors = new ArrayList<>();
    for (NativeVector vector : memory) {
      vectors.add(
          owned.keep(
              NativeOperator.list(
                  members.stream().map(member -> vector.view(member.slice())).toList())));
    }
    groups.add(
        new Group(tensors, owned.keep(NativeOperator.list(tensors)), vectors, weightDecay, factor));
  }

  /** Takes over {@code state}, or starts anew. */
  void load(OptimizerState state) {
    steps = state.steps();
    List<float[]> vectors = state.vectors();
    if (vectors.isEmpty()) {
      memory.forEach(vector -> vector.values().zero_());
      return;
    }
    if (vectors.size() != memory.size()) {
      throw new IllegalArgumentException(
          "the optimizer keeps %d vectors, the state has %d"
              .formatted(memory.size(), vectors.size()));
    }
    for (int index = 0; index < vectors.size(); index++) {
      memory.get(index).load(vectors.get(index));
    }
  }

  OptimizerState state() {
    List<float[]> vectors = new ArrayList<>();
    for (NativeVector vector : memory) {
      float[] values = new float[layout.sourceLength()];
      vector.store(values);
      vectors.add(values);
    }
    return new OptimizerState(vectors, steps);
  }

  /**
   * One step along the gradients of the parameters, which are consumed.
   *
   * @param divisor of all gradients, or none
   */
  void step(double rate, IValue divisor) {
    steps++;
    for (Group group : groups) {
      List<Tensor> gradients = Gradients.of(group.parameters());
      IValue list = NativeOperator.list(gradients);
      if (settings instanceof InnerOptimizer.Sgd sgd) {
        step(sgd, group, list, rate * group.factor(), divisor);
      } else {
        step((InnerOptimizer.Adam) settings, group, list, rate * group.factor(), divisor);
      }
    }
  }

  private void step(
      InnerOptimizer.Sgd sgd, Group group, IValue gradients, double rate, IValue divisor) {
    fused.call(
        group.tensors(),
        gradients,
        group.memory().isEmpty() ? NativeOperator.list(List.of()) : group.memory().get(0),
        new IValue(group.weightDecay()),
        new IValue(sgd.momentum()),
        new IValue(rate),
        new IValue(0.0), // dampening
        new IValue(sgd.nesterov()),
        new IValue(false), // maximize
        new IValue(false), // first step: the memory starts at 0 instead
        divisor,
        new IValue());
  }

  private void step(
      InnerOptimizer.Adam adam, Group group, IValue gradients, double rate, IValue divisor) {
    stepCount.fill_(new Scalar((double) steps));
    List<Tensor> counts = new ArrayList<>();
    group.parameters().forEach(parameter -> counts.add(stepCount));
    fused.call(
        group.tensors(),
        gradients,
        group.memory().get(0),
        group.memory().get(1),
        NativeOperator.list(List.of()), // AMSGrad's maxima
        NativeOperator.list(counts),
        new IValue(rate),
        new IValue(adam.beta1()),
        new IValue(adam.beta2()),
        new IValue(group.weightDecay()),
        new IValue(adam.epsilon()),
        new IValue(false), // AMSGrad
        new IValue(false), // maximize
        divisor,
        new IValue());
  }

  @Override
  public void close() {
    owned.close();
  }
}
