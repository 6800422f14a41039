package io.tench.workers.nd4j;

import io.tench.datasets.Batch;

/** The hand-written reference: {@link TestNetworks#regression} in plain doubles. */
final class SoftmaxRegression {
  final int features;
  final int classes;

  SoftmaxRegression(int features, int classes) {
    this.features = features;
    this.classes = classes;
  }

  /**
   * Mean cross-entropy over the batch; its gradient goes to {@code gradient} where one is given.
   */
  double loss(double[] parameters, Batch batch, double smoothing, double[] gradient) {
    double loss = 0;
    for (int image = 0; image < batch.size(); image++) {
      double[] scores = new double[classes];
      for (int to = 0; to < classes; to++) {
        scores[to] = parameters[features * classes + to];
        for (int from = 0; from < features; from++) {
          scores[to] += value(batch, image, from) * parameters[to * features + from];
        }
      }
      double total = 0;
      for (double score : scores) {
        total += Math.exp(score);
      }
      for (int to = 0; to < classes; to++) {
        double probability = Math.exp(scores[to]) / total;
        double target = smoothing / classes + (batch.labels()[image] == to ? 1 - smoothing : 0);
        loss -= target * Math.log(probability) / batch.size();
        if (gradient != null) {
          double error = (probability - target) / batch.size();
          gradient[features * classes + to] += error;
          for (int from = 0; from < features; from++) {
            gradient[to * features + from] += error * value(batch, image, from);
          }
        }
      }
    }
    return loss;
  }

  private double value(Batch batch, int image, int feature) {
    return batch.images().get(image * features + feature);
  }
}
