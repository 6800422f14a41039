package io.tench.workers.nd4j;

import io.tench.models.OptimizerState;
import io.tench.workers.InnerOptimizer;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * An {@link InnerOptimizer} in place on the flat vectors: it keeps its own, and overwrites the
 * gradient. The running statistics have no gradient and no decay, so nothing happens to them; what
 * is frozen is not touched, and has no memory.
 */
final class OptimizerStep implements AutoCloseable {
  private final InnerOptimizer optimizer;
  private final FlatVectors vectors;
  private final List<INDArray> memory = new ArrayList<>();
  private final List<Piece> pieces = new ArrayList<>();
  private long steps;

  /** A part of the vectors with its memory. */
  private record Piece(FlatVectors.Part part, List<INDArray> memory) {
    INDArray parameters() {
      return part.parameters();
    }

    INDArray gradient() {
      return part.gradient();
    }
  }

  OptimizerStep(InnerOptimizer optimizer, FlatVectors vectors) {
    this.optimizer = optimizer;
    this.vectors = vectors;
    for (int index = 0; index < optimizer.vectors(); index++) {
      memory.add(Nd4j.create(DataType.FLOAT, vectors.parameters().length()));
    }
    for (FlatVectors.Part part : vectors.changing()) {
      pieces.add(new Piece(part, memory.stream().map(part::of).toList()));
    }
  }

  /**
   * Continues from a state, or starts anew from {@link OptimizerState#NONE}.
   *
   * @throws IllegalArgumentException if it is another optimizer's or another network's
   */
  void load(OptimizerState state) {
    if (state.vectors().isEmpty()) {
      memory.forEach(vector -> vector.assign(0));
    } else {
      requireFit(state);
      for (int index = 0; index < memory.size(); index++) {
        HostMemory.fill(memory.get(index), withoutFrozen(state.vectors().get(index)));
      }
    }
    steps = state.steps();
  }

  private float[] withoutFrozen(float[] values) {
    float[] kept = new float[values.length];
    for (FlatVectors.Part part : vectors.changing()) {
      int from = Math.toIntExact(part.from());
      System.arraycopy(values, from, kept, from, Math.toIntExact(part.to() - from));
    }
    return kept;
  }

  private void requireFit(OptimizerState state) {
    if (state.vectors().size() != memory.size()) {
      throw new IllegalArgumentException(
          "optimizer state must have %d vectors for %s, has %d"
              .formatted(memory.size(), optimizer, state.vectors().size()));
    }
    for (float[] vector : state.vectors()) {
      if (vector.length != vectors.parameters().length()) {
        throw new IllegalArgumentException(
            "optimizer state must have vectors of %d values, has one of %d"
                .formatted(vectors.parameters().length(), vector.length));
      }
    }
  }

  /** A copy. */
  OptimizerState state() {
    List<float[]> copies = new ArrayList<>();
    for (INDArray vector : memory) {
      float[] copy = new float[Math.toIntExact(vector.length())];
      HostMemory.copy(vector, copy);
      copies.add(copy);
    }
    return new OptimizerState(copies, steps);
  }

  /** Scales the gradient down to an L2 norm of {@code bound} if it is longer. */
  void clip(double bound) {
    double norm = Nd4j.getBlasWrapper().nrm2(vectors.gradient());
    if (norm > bound) {
      vectors.gradient().muli(bound / norm);
    }
  }

  /** One step with the mean gradient of a batch. */
  void step(double rate) {
    steps++;
    if (optimizer instanceof InnerOptimizer.Sgd sgd) {
      decay(sgd);
      pieces.forEach(piece -> step(sgd, piece, rate * piece.part().factor()));
    } else if (optimizer instanceof InnerOptimizer.Adam adam) {
      decay(adam, rate);
      pieces.forEach(piece -> step(adam, piece, rate * piece.part().factor()));
    }
  }

  private void decay(InnerOptimizer.Sgd sgd) {
    if (sgd.weightDecay() > 0) {
      for (FlatVectors.Part part : vectors.decaying()) {
        add(sgd.weightDecay(), part.parameters(), part.gradient());
      }
    }
  }

  private static void step(InnerOptimizer.Sgd sgd, Piece piece, double rate) {
    INDArray direction = piece.gradient();
    if (sgd.momentum() > 0) {
      INDArray velocity = piece.memory().get(0);
      velocity.muli(sgd.momentum()).addi(piece.gradient());
      if (sgd.nesterov()) {
        add(sgd.momentum(), velocity, direction);
      } else {
        direction = velocity;
      }
    }
    add(-rate, direction, piece.parameters());
  }

  private void decay(InnerOptimizer.Adam adam, double rate) {
    if (adam.weightDecay() > 0) {
      for (FlatVectors.Part part : vectors.decaying()) {
        part.parameters().muli(1 - rate * part.factor() * adam.weightDecay());
      }
    }
  }

  private void step(InnerOptimizer.Adam adam, Piece piece, double rate) {
    INDArray gradient = piece.gradient();
    INDArray first = piece.memory().get(0);
    INDArray second = piece.memory().get(1);
    first.muli(adam.beta1());
    add(1 - adam.beta1(), gradient, first);
    second.muli(adam.beta2());
    add(1 - adam.beta2(), gradient.muli(gradient), second);
    INDArray scratch = gradient.assign(second).divi(1 - Math.pow(adam.beta2(), steps));
    Transforms.sqrt(scratch, false).addi(adam.epsilon()).rdivi(first);
    add(-rate / (1 - Math.pow(adam.beta1(), steps)), scratch, piece.parameters());
  }

  /** {@code target += factor * values}. */
  private static void add(double factor, INDArray values, INDArray target) {
    Nd4j.getBlasWrapper().level1().axpy(target.length(), factor, values, target);
  }

  @Override
  public void close() {
    memory.forEach(INDArray::close);
  }
}
