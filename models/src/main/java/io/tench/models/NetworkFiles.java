package io.tench.models;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files of a checkpoint that say what its network is. */
final class NetworkFiles {
  private final NetworkDescription network;
  private final long parameters;
  private final Map<String, byte[]> contents;

  private NetworkFiles(NetworkDescription network, ParameterLayout layout) {
    this.network = network;
    this.parameters = layout.length();
    Map<String, byte[]> contents = new LinkedHashMap<>();
    contents.put(CheckpointContent.NETWORK, network.json().getBytes(StandardCharsets.UTF_8));
    contents.put(CheckpointContent.LAYOUT, CheckpointJson.write(LayoutContent.of(layout)));
    contents.put(CheckpointContent.LABELS, CheckpointJson.write(network.labels()));
    contents.put(CheckpointContent.PREPROCESSING, CheckpointJson.write(network.preprocessing()));
    this.contents = Collections.unmodifiableMap(contents);
  }

  /**
   * The files of a network.
   *
   * @throws IllegalArgumentException as {@link NetworkDescription#layout}
   */
  static NetworkFiles of(NetworkDescription network) {
    return new NetworkFiles(network, network.layout());
  }

  boolean describes(NetworkDescription other) {
    return network.equals(other);
  }

  /**
   * Refuses a checkpoint of this network with another number of parameters.
   *
   * @throws IllegalArgumentException with both numbers
   */
  void requireFit(Checkpoint checkpoint) {
    if (parameters != checkpoint.parameters().length) {
      throw new IllegalArgumentException(
          "the network has %d parameters, the checkpoint %d"
              .formatted(parameters, checkpoint.parameters().length));
    }
  }

  /** Each file's content by its name, in the manifest's order. */
  Map<String, byte[]> contents() {
    return contents;
  }
}
