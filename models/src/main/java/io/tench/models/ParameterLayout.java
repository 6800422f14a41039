package io.tench.models;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * Where each parameter of a network lies in DL4J's flat vector. Found from the configuration alone:
 * nothing as large as the network is allocated.
 */
public final class ParameterLayout {
  private final List<ParameterSlice> slices;
  private final long length;

  /** A range of the flat vector, {@code from} inclusive, {@code to} exclusive. */
  public record Range(long from, long to) {}

  /** The running statistics of one batch norm: equally long, one value for each channel. */
  public record RunningStatistics(ParameterSlice mean, ParameterSlice variance) {}

  private ParameterLayout(List<ParameterSlice> slices, long length) {
    this.slices = List.copyOf(slices);
    this.length = length;
  }

  /**
   * The layout of a network.
   *
   * @throws IllegalArgumentException for a layer with parameters of a kind that is not known here
   */
  public static ParameterLayout of(ComputationGraphConfiguration configuration) {
    return of(configuration, LayerSlices::of);
  }

  /**
   * The layout of a network of any layers: one whose parameters are of a kind that is not known
   * here is a single slice of weights.
   */
  public static ParameterLayout ofAny(ComputationGraphConfiguration configuration) {
    return of(configuration, LayerSlices::ofAny);
  }

  /** Finds the slices of a vertex that has parameters. */
  private interface Slices {
    List<ParameterSlice> of(String name, GraphVertex vertex, long offset);
  }

  private static ParameterLayout of(ComputationGraphConfiguration configuration, Slices known) {
    new ComputationGraph(configuration).topologicalSortOrder();
    List<ParameterSlice> slices = new ArrayList<>();
    long offset = 0;
    for (String name : configuration.getTopologicalOrderStr()) {
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex != null && vertex.numParams(true) > 0) {
        slices.addAll(known.of(name, vertex, offset));
        offset += vertex.numParams(true);
      }
    }
    return new ParameterLayout(slices, offset);
  }

  /** In the order of the flat vector, without gaps. */
  public List<ParameterSlice> slices() {
    return slices;
  }

  /** Floats of the flat vector, running statistics included. */
  public long length() {
    return length;
  }

  /** Floats that a gradient step changes: what a paper counts as parameters. */
  public long trainable() {
    return slices.stream()
        .filter(slice -> slice.role().trains())
        .mapToLong(ParameterSlice::length)
        .sum();
  }

  /** What weight decay acts on, ascending; neighbours are joined. */
  public List<Range> decaying() {
    List<Range> ranges = new ArrayList<>();
    for (ParameterSlice slice : slices) {
      if (!slice.role().decays()) {
        continue;
      }
      int last = ranges.size() - 1;
      if (last >= 0 && ranges.get(last).to() == slice.offset()) {
        ranges.set(last, new Range(ranges.get(last).from(), slice.end()));
      } else {
        ranges.add(new Range(slice.offset(), slice.end()));
      }
    }
    return ranges;
  }

  /** Of each batch norm, in the order of the flat vector. */
  public List<RunningStatistics> runningStatistics() {
    List<RunningStatistics> statistics = new ArrayList<>();
    for (int index = 0; index + 1 < slices.size(); index++) {
      if (slices.get(index).role() == ParameterRole.RUNNING_MEAN) {
        statistics.add(new RunningStatistics(slices.get(index), slices.get(index + 1)));
      }
    }
    return statistics;
  }
}
