package io.tench.models.transfer;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The network that a fine-tuning starts from: a checkpoint's, for other classes. */
public final class StartingPoint {
  private final NetworkDescription network;
  private final float[] parameters;

  private StartingPoint(NetworkDescription network, float[] parameters) {
    this.network = network;
    this.parameters = parameters;
  }

  /**
   * The network with a new head: an output for each label, its weights drawn as the layer's
   * configuration says, its biases at their start. All else is the checkpoint's, the preprocessing
   * too.
   *
   * @param parameters DL4J's flat vector; not changed
   * @param seed of the head's weights
   * @throws IllegalArgumentException if the network does not end in a layer that can be replaced
   */
  public static StartingPoint withNewHead(
      NetworkDescription network, float[] parameters, LabelMap labels, long seed) {
    String head = Head.of(network.configuration());
    return drawn(network, parameters, labels, seed, layer -> layer.equals(head));
  }

  /**
   * The same with all layers drawn anew but those up to one: as in {@code AnB} of Yosinski et al.
   * (2014). What is drawn depends on the seed alone, not on what is kept.
   *
   * @param keepUntil as {@link FineTuning#keepUntil}
   * @throws BadInputException if the network does not have the layer, or the head would be kept
   */
  public static StartingPoint keepingUntil(
      NetworkDescription network,
      float[] parameters,
      LabelMap labels,
      String keepUntil,
      long seed) {
    ComputationGraphConfiguration configuration = network.configuration();
    Set<String> kept = kept(keepUntil, configuration);
    return drawn(network, parameters, labels, seed, layer -> !kept.contains(layer));
  }

  private static Set<String> kept(String keepUntil, ComputationGraphConfiguration configuration) {
    if (keepUntil.equals(FineTuning.NOTHING)) {
      return Set.of();
    }
    Set<String> kept = new NamedLayers(configuration).upTo(keepUntil, "transfer.keep-until");
    String head = Head.of(configuration);
    if (kept.contains(head)) {
      throw new BadInputException(
          "transfer.keep-until is %s, which keeps the head %s too and draws nothing anew: name an earlier layer, or set it to all."
              .formatted(keepUntil, head));
    }
    return kept;
  }

  private static StartingPoint drawn(
      NetworkDescription network,
      float[] parameters,
      LabelMap labels,
      long seed,
      Predicate<String> anew) {
    ComputationGraphConfiguration configuration = network.configuration();
    List<ParameterSlice> before = network.layout().slices();
    Head.resize(configuration, labels.size());
    float[] values = InitialParameters.of(configuration, seed, slice -> anew.test(slice.layer()));
    List<ParameterSlice> after = ParameterLayout.of(configuration).slices();
    for (int index = 0; index < after.size(); index++) {
      if (!anew.test(after.get(index).layer())) {
        System.arraycopy(
            parameters,
            Math.toIntExact(before.get(index).offset()),
            values,
            Math.toIntExact(after.get(index).offset()),
            Math.toIntExact(after.get(index).length()));
      }
    }
    return new StartingPoint(
        new NetworkDescription(
            network.architecture(), configuration.toJson(), labels, network.preprocessing()),
        values);
  }

  /**
   * The network as it is, its classes under these labels.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static StartingPoint withSameHead(
      NetworkDescription network, float[] parameters, LabelMap labels) {
    if (labels.size() != network.labels().size()) {
      throw new IllegalArgumentException(
          "there must be %d labels, were %d".formatted(network.labels().size(), labels.size()));
    }
    return new StartingPoint(
        new NetworkDescription(
            network.architecture(), network.json(), labels, network.preprocessing()),
        parameters);
  }

  public NetworkDescription network() {
    return network;
  }

  /** DL4J's flat vector, not copied. */
  public float[] parameters() {
    return parameters;
  }
}
