package io.tench.workers.nd4j;

import io.tench.workers.InnerOptimizer;

/** The optimizers as their papers and PyTorch's documentation write them, in plain doubles. */
final class ReferenceOptimizer {
  final double[] parameters;
  private final InnerOptimizer optimizer;
  private final int decaying;
  private final double[] first;
  private final double[] second;
  private int steps;

  /** Decays the first {@code decaying} parameters only. */
  ReferenceOptimizer(InnerOptimizer optimizer, double[] parameters, int decaying) {
    this.optimizer = optimizer;
    this.parameters = parameters;
    this.decaying = decaying;
    first = new double[parameters.length];
    second = new double[parameters.length];
  }

  void step(double[] gradient, double rate) {
    steps++;
    for (int index = 0; index < parameters.length; index++) {
      double decayed = index < decaying ? parameters[index] : 0;
      if (optimizer instanceof InnerOptimizer.Sgd sgd) {
        double slope = gradient[index] + sgd.weightDecay() * decayed;
        first[index] = sgd.momentum() * first[index] + slope;
        double direction = sgd.nesterov() ? slope + sgd.momentum() * first[index] : first[index];
        parameters[index] -= rate * direction;
      } else if (optimizer instanceof InnerOptimizer.Adam adam) {
        double slope = gradient[index];
        parameters[index] -= rate * adam.weightDecay() * decayed;
        first[index] = adam.beta1() * first[index] + (1 - adam.beta1()) * slope;
        second[index] = adam.beta2() * second[index] + (1 - adam.beta2()) * slope * slope;
        double mean = first[index] / (1 - Math.pow(adam.beta1(), steps));
        double square = second[index] / (1 - Math.pow(adam.beta2(), steps));
        parameters[index] -= rate * mean / (Math.sqrt(square) + adam.epsilon());
      }
    }
  }
}
