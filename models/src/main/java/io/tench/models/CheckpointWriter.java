package io.tench.models;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the checkpoints of a run. What they say of their network is the same in each, and is made
 * once: to lay a network out takes longer than to write its numbers. Not thread-safe.
 */
public final class CheckpointWriter {
  private final Storage storage;
  private NetworkFiles network;

  public CheckpointWriter(Storage storage) {
    this.storage = storage;
  }

  /** Writes one, as {@link CheckpointFiles#write} does. */
  public void write(String folder, Checkpoint checkpoint) throws IOException {
    if (network == null || !network.describes(checkpoint.network())) {
      network = NetworkFiles.of(checkpoint.network());
    }
    network.requireFit(checkpoint);
    HashedFiles files = new HashedFiles(storage, folder);
    CheckpointContent content = CheckpointContent.of(checkpoint);
    List<CheckpointManifest.Entry> entries = new ArrayList<>();
    entries.add(files.write(CheckpointContent.PARAMETERS, checkpoint.parameters()));
    entries.addAll(write(files, content.inner().files("inner"), checkpoint.inner()));
    entries.addAll(write(files, content.outer().files("outer"), checkpoint.outer()));
    entries.addAll(network.write(files));
    entries.add(
        files.write(
            CheckpointContent.CONFIGURATION,
            checkpoint.report().configuration().getBytes(StandardCharsets.UTF_8)));
    entries.add(files.write(CheckpointContent.FILE, CheckpointJson.write(content)));
    CheckpointManifest manifest =
        new CheckpointManifest(CheckpointManifest.FORMAT, CheckpointManifest.VERSION, entries);
    files.write(CheckpointManifest.FILE, CheckpointJson.write(manifest));
  }

  private static List<CheckpointManifest.Entry> write(
      HashedFiles files, List<String> names, OptimizerState state) throws IOException {
    List<CheckpointManifest.Entry> entries = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      entries.add(files.write(names.get(index), state.vectors().get(index)));
    }
    return entries;
  }
}
