package io.tench.models;

import io.tench.datasets.storage.Storage;
import io.tench.models.SideBySide.FileWork;
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
    List<CheckpointManifest.Entry> entries =
        SideBySide.run(writes(files, checkpoint), storage.writesAtOnce(folder));
    CheckpointManifest manifest =
        new CheckpointManifest(CheckpointManifest.FORMAT, CheckpointManifest.VERSION, entries);
    files.write(CheckpointManifest.FILE, CheckpointJson.write(manifest));
  }

  /** Of all files but the manifest, in its order. */
  private List<FileWork<CheckpointManifest.Entry>> writes(
      HashedFiles files, Checkpoint checkpoint) {
    CheckpointContent content = CheckpointContent.of(checkpoint);
    List<FileWork<CheckpointManifest.Entry>> writes = new ArrayList<>();
    writes.add(() -> files.write(CheckpointContent.PARAMETERS, checkpoint.parameters()));
    writes.addAll(writes(files, content.inner().files("inner"), checkpoint.inner()));
    writes.addAll(writes(files, content.outer().files("outer"), checkpoint.outer()));
    network.contents().forEach((name, text) -> writes.add(() -> files.write(name, text)));
    byte[] configuration = checkpoint.report().configuration().getBytes(StandardCharsets.UTF_8);
    writes.add(() -> files.write(CheckpointContent.CONFIGURATION, configuration));
    writes.add(() -> files.write(CheckpointContent.FILE, CheckpointJson.write(content)));
    return writes;
  }

  private static List<FileWork<CheckpointManifest.Entry>> writes(
      HashedFiles files, List<String> names, OptimizerState state) {
    List<FileWork<CheckpointManifest.Entry>> writes = new ArrayList<>();
    for (int index = 0; index < names.size(); index++) {
      String name = names.get(index);
      float[] vector = state.vectors().get(index);
      writes.add(() -> files.write(name, vector));
    }
    return writes;
  }
}
