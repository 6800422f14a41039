package io.tench.workers.nd4j;

import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.LayerRates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network's parameters and their gradient, {@code [length]} float32 each, with views of the parts
 * that are treated on their own. What is frozen is in none of them.
 *
 * @param changing of both, what an optimizer steps; parts as long as they can be
 * @param decaying of both, what weight decay acts on
 * @param statistics of both, batch norm's running means and variances
 */
record FlatVectors(
    INDArray parameters,
    INDArray gradient,
    List<Part> changing,
    List<Part> decaying,
    List<Part> statistics) {

  /**
   * The same range of both vectors, {@code from} inclusive, {@code to} exclusive.
   *
   * @param factor of the learning rate
   */
  record Part(long from, long to, double factor, INDArray parameters, INDArray gradient) {
    /** This range of a vector as long as the parameters. */
    INDArray of(INDArray vector) {
      return view(vector, from, to);
    }
  }

  /** Views of vectors {@code [length]} with this layout. */
  static FlatVectors of(
      ParameterLayout layout, LayerRates rates, INDArray parameters, INDArray gradient) {
    List<Part> changing = new ArrayList<>();
    List<Part> decaying = new ArrayList<>();
    List<Part> statistics = new ArrayList<>();
    FlatVectors vectors = new FlatVectors(parameters, gradient, changing, decaying, statistics);
    changing.addAll(vectors.parts(layout, rates, slice -> true));
    decaying.addAll(vectors.parts(layout, rates, slice -> slice.role().decays()));
    statistics.addAll(vectors.parts(layout, rates, slice -> !slice.role().trains()));
    return vectors;
  }

  /** What is not frozen of {@code which}; neighbours with one factor are joined. */
  private List<Part> parts(
      ParameterLayout layout, LayerRates rates, Predicate<ParameterSlice> which) {
    List<Part> parts = new ArrayList<>();
    for (ParameterSlice slice : layout.slices()) {
      double factor = rates.of(slice.layer());
      if (factor == 0 || !which.test(slice)) {
        continue;
      }
      long from = slice.offset();
      int last = parts.size() - 1;
      if (last >= 0 && parts.get(last).to() == from && parts.get(last).factor() == factor) {
        from = parts.remove(last).from();
      }
      long to = slice.end();
      parts.add(new Part(from, to, factor, view(parameters, from, to), view(gradient, from, to)));
    }
    return parts;
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

  private static INDArray view(INDArray vector, long from, long to) {
    return vector.get(NDArrayIndex.interval(from, to));
  }
}
