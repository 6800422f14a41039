package io.tench.models.transfer;

import io.tench.datasets.LabelMap;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.List;
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
    ComputationGraphConfiguration configuration = network.configuration();
    List<ParameterSlice> before = network.layout().slices();
    String head = Head.of(configuration);
    Head.resize(configuration, labels.size());
    float[] values = InitialParameters.of(configuration, seed, slice -> slice.layer().equals(head));
    List<ParameterSlice> after = ParameterLayout.of(configuration).slices();
    for (int index = 0; index < after.size(); index++) {
      if (!after.get(index).layer().equals(head)) {
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
