package io.tench.workers.torch;

import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.LayerRates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;

/**
 * The backend's own order of a network's parameters: what weight decay acts on, then what else is
 * trained, then the running statistics, then all that is frozen. Each starts on a cache line.
 */
final class NativeLayout {
  private static final int ALIGNMENT = 16;

  private final ParameterLayout source;
  private final List<NativeSlice> slices = new ArrayList<>();
  private final long trained;
  private final long changing;
  private final long length;

  NativeLayout(ComputationGraphConfiguration configuration, LayerRates rates) {
    source = ParameterLayout.of(configuration);
    Predicate<ParameterSlice> frozen = slice -> rates.freezes(slice.layer());
    Predicate<ParameterSlice> decays = slice -> slice.role().decays();
    Predicate<ParameterSlice> trains = slice -> slice.role().trains();
    long end = add(configuration, decays.and(frozen.negate()), 0);
    trained = add(configuration, trains.and(decays.or(frozen).negate()), end);
    changing = add(configuration, trains.or(frozen).negate(), trained);
    length = add(configuration, frozen, changing);
  }

  private long add(
      ComputationGraphConfiguration configuration, Predicate<ParameterSlice> which, long from) {
    long offset = from;
    for (ParameterSlice slice : source.slices()) {
      if (which.test(slice)) {
        LayerVertex vertex = (LayerVertex) configuration.getVertices().get(slice.layer());
        slices.add(NativeSlice.of(slice, vertex.getLayerConf().getLayer(), offset));
        offset = (offset + slice.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
    }
    return offset;
  }

  List<NativeSlice> slices() {
    return slices;
  }

  /** Floats of DL4J's flat vector. */
  int sourceLength() {
    return Math.toIntExact(source.length());
  }

  /** Floats of the backend's vector up to the running statistics. */
  long trained() {
    return trained;
  }

  /** Floats of the backend's vector up to what is frozen. */
  long changing() {
    return changing;
  }

  /** Floats of the backend's vector. */
  long length() {
    return length;
  }
}
