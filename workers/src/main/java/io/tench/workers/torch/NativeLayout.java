package io.tench.workers.torch;

import io.tench.models.ParameterLayout;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.LayerRates;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;

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
    source = ParameterLayout.ofAny(configuration);
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
    for (ParameterSlice any : source.slices()) {
      LayerVertex vertex = (LayerVertex) configuration.getVertices().get(any.layer());
      Layer layer = vertex.getLayerConf().getLayer();
      for (ParameterSlice slice : known(any, layer)) {
        if (which.test(slice)) {
          slices.add(NativeSlice.of(slice, layer, offset));
          offset = (offset + slice.length() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        }
      }
    }
    return offset;
  }

  /**
   * A batch norm with useLogStd comes as a whole; where its variance would lie is its logarithm.
   */
  private static List<ParameterSlice> known(ParameterSlice slice, Layer layer) {
    if (!(layer instanceof BatchNormalization norm) || !norm.isUseLogStd()) {
      return List.of(slice);
    }
    List<ParameterSlice> parts = new ArrayList<>();
    if (!norm.isLockGammaBeta()) {
      parts.add(part(slice, "gamma", ParameterRole.SCALE, norm, 0));
      parts.add(part(slice, "beta", ParameterRole.SHIFT, norm, 1));
    }
    parts.add(part(slice, "mean", ParameterRole.RUNNING_MEAN, norm, parts.size()));
    parts.add(part(slice, "var", ParameterRole.RUNNING_VARIANCE, norm, parts.size()));
    return parts;
  }

  private static ParameterSlice part(
      ParameterSlice whole, String key, ParameterRole role, BatchNormalization norm, int index) {
    long length = norm.getNOut();
    return new ParameterSlice(
        whole.layer(), key, role, whole.offset() + index * length, List.of(length), 'c');
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
