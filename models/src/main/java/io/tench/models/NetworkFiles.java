package io.tench.models;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a checkpoint that say what its network is. */
final class NetworkFiles {
  private final NetworkDescription network;
  private final long parameters;
  private final Map<String, byte[]> contents = new LinkedHashMap<>();

  private NetworkFiles(NetworkDescription network, ParameterLayout layout) {
    this.network = network;
    this.parameters = layout.length();
    contents.put(CheckpointContent.NETWORK, network.json().getBytes(StandardCharsets.UTF_8));
    contents.put(CheckpointContent.LAYOUT, CheckpointJson.write(LayoutContent.of(layout)));
    contents.put(CheckpointContent.LABELS, CheckpointJson.write(network.labels()));
    contents.put(CheckpointContent.PREPROCESSING, CheckpointJson.write(network.preprocessing()));
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

  List<CheckpointManifest.Entry> write(HashedFiles files) throws IOException {
    List<CheckpointManifest.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, byte[]> file : contents.entrySet()) {
      entries.add(files.write(file.getKey(), file.getValue()));
    }
    return entries;
  }
}
