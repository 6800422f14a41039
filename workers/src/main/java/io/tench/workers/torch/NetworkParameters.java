package io.tench.workers.torch;

import io.tench.models.transfer.LayerRates;
import io.tench.workers.Device;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** A network's parameters as libtorch's tensors: views of one vector. */
final class NetworkParameters implements AutoCloseable {
  private final Owned owned = new Owned();
  private final LayerRates rates;
  private final Placement placement;
  private final NativeLayout layout;
  private final NativeVector vector;
  private final RunningStatistics statistics;
  private final Map<String, NativeSlice> slices = new HashMap<>();
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final List<Placed> all = new ArrayList<>();
  private final List<Trained> trained = new ArrayList<>();

  /** A parameter or statistic. */
  record Placed(NativeSlice slice, Tensor tensor) {}

  /**
   * A parameter that a step changes.
   *
   * @param factor of the learning rate
   */
  record Trained(NativeSlice slice, Tensor tensor, double factor) {
    boolean decays() {
      return slice.source().role().decays();
    }
  }

  NetworkParameters(ComputationGraphConfiguration configuration, LayerRates rates, Device device) {
    this.rates = rates;
    placement = new Placement(device, owned);
    layout = new NativeLayout(configuration, rates);
    vector = new NativeVector(layout, layout.length(), placement, owned);
    statistics = new RunningStatistics(layout, vector, placement, owned);
    for (NativeSlice slice : layout.slices()) {
      String name = name(slice.source().layer(), slice.source().key());
      slices.put(name, slice);
      Tensor tensor = owned.keep(vector.view(slice));
      tensors.put(name, tensor);
      all.add(new Placed(slice, tensor));
      if (slice.offset() < layout.trained()) {
        tensor.set_requires_grad(true);
        trained.add(new Trained(slice, tensor, rates.of(slice.source().layer())));
      }
    }
  }

  private static String name(String layer, String key) {
    return layer + "/" + key;
  }

  NativeLayout layout() {
    return layout;
  }

  Placement placement() {
    return placement;
  }

  /** In the backend's order. */
  NativeVector vector() {
    return vector;
  }

  /** In the backend's order. */
  List<Placed> all() {
    return all;
  }

  List<Trained> trained() {
    return trained;
  }

  /** True if nothing of this vertex changes in training, and it runs as in inference. */
  boolean frozen(String vertex) {
    return rates.freezes(vertex);
  }

  RunningStatistics statistics() {
    return statistics;
  }

  /** The parameter that DL4J calls {@code key}. */
  Tensor tensor(String layer, String key) {
    return tensors.get(name(layer, key));
  }

  /** The same, empty if the layer has none. */
  TensorOptional optional(String layer, String key) {
    Tensor tensor = tensors.get(name(layer, key));
    return owned.keep(tensor == null ? new TensorOptional() : new TensorOptional(tensor));
  }

  /** The running statistics of a batch norm that is not frozen. */
  RunningStatistics.OfLayer statistics(String layer, double decay) {
    return statistics.of(
        slices.get(name(layer, "mean")), slices.get(name(layer, "var")), decay, owned);
  }

  @Override
  public void close() {
    owned.close();
  }
}
