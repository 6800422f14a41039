package io.tench.workers.nd4j;

import io.tench.models.ParameterLayout;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network's parameters and their gradient, {@code [length]} float32 each, with views of the parts
 * that are treated on their own.
 *
 * @param decaying of both, what weight decay acts on
 * @param statistics of both, batch norm's running means and variances
 */
record FlatVectors(
    INDArray parameters, INDArray gradient, List<Part> decaying, List<Part> statistics) {

  /** The same range of both vectors. */
  record Part(INDArray parameters, INDArray gradient) {}

  /** Views of vectors {@code [length]} with this layout. */
  static FlatVectors of(ParameterLayout layout, INDArray parameters, INDArray gradient) {
    List<Part> decaying = new ArrayList<>();
    for (ParameterLayout.Range range : layout.decaying()) {
      decaying.add(part(parameters, gradient, range.from(), range.to()));
    }
    List<Part> statistics = new ArrayList<>();
    for (ParameterLayout.RunningStatistics running : layout.runningStatistics()) {
      statistics.add(part(parameters, gradient, running.mean().offset(), running.mean().end()));
      statistics.add(
          part(parameters, gradient, running.variance().offset(), running.variance().end()));
    }
    return new FlatVectors(parameters, gradient, decaying, statistics);
  }

  /**
   * Takes DL4J's "gradient" of the running statistics as it is meant: {@code p -= g}, without
   * learning rate or batch size. Leaves zeros, so that no optimizer sees it.
   */
  void updateStatistics() {
    for (Part part : statistics) {
      part.parameters().subi(part.gradient());
      part.gradient().assign(0);
    }
  }

  private static Part part(INDArray parameters, INDArray gradient, long from, long to) {
    return new Part(
        parameters.get(NDArrayIndex.interval(from, to)),
        gradient.get(NDArrayIndex.interval(from, to)));
  }
}
