package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** A checkpoint's small files, read and held against each other; its vectors on request. */
final class CheckpointReader {
  private final HashedFiles files;
  private final Map<String, CheckpointManifest.Entry> entries = new HashMap<>();
  private final CheckpointContent content;
  private final CheckpointSummary summary;

  CheckpointReader(Storage storage, String folder) throws IOException {
    files = new HashedFiles(storage, folder);
    byte[] manifest = manifest(storage, folder);
    long bytes = manifest.length;
    for (CheckpointManifest.Entry entry :
        CheckpointJson.readManifest(files.path(CheckpointManifest.FILE), manifest).files()) {
      if (entries.put(entry.name(), entry) != null) {
        throw new BadInputException(
            "%s lists %s twice: use another checkpoint."
                .formatted(files.path(CheckpointManifest.FILE), entry.name()));
      }
      bytes += entry.bytes();
    }
    content =
        CheckpointJson.readContent(
            files.path(CheckpointContent.FILE), files.readSmall(entry(CheckpointContent.FILE)));
    requireFiles();
    NetworkDescription network =
        new NetworkDescription(
            content.architecture(),
            text(CheckpointContent.NETWORK),
            json(CheckpointContent.LABELS, LabelMap.class),
            json(CheckpointContent.PREPROCESSING, Preprocessing.class));
    requireLayout(network);
    summary =
        new CheckpointSummary(
            network,
            content.position(),
            content.report(text(CheckpointContent.CONFIGURATION)),
            bytes);
  }

  CheckpointSummary summary() {
    return summary;
  }

  float[] parameters() throws IOException {
    return files.readVector(entry(CheckpointContent.PARAMETERS));
  }

  CheckpointSummary verify() throws IOException {
    for (String name : content.vectors()) {
      files.verify(entry(name));
    }
    return summary;
  }

  Checkpoint read() throws IOException {
    return new Checkpoint(
        summary.network(),
        summary.position(),
        parameters(),
        state("inner", content.inner()),
        state("outer", content.outer()),
        summary.report());
  }

  private OptimizerState state(String name, CheckpointContent.Optimizer optimizer)
      throws IOException {
    List<float[]> vectors = new ArrayList<>();
    for (String file : optimizer.files(name)) {
      vectors.add(files.readVector(entry(file)));
    }
    return new OptimizerState(vectors, optimizer.steps());
  }

  /** The manifest's bytes. */
  static byte[] manifest(Storage storage, String folder) throws IOException {
    try (InputStream stream = storage.read(Storage.child(folder, CheckpointManifest.FILE))) {
      return stream.readAllBytes();
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "%s is not a checkpoint, it has no %s: name a folder that Tench published."
              .formatted(folder, CheckpointManifest.FILE),
          missing);
    }
  }

  private void requireFiles() {
    TreeSet<String> expected = new TreeSet<>(content.files());
    if (!expected.equals(entries.keySet())) {
      throw new BadInputException(
          "%s lists the files %s and %s asks for %s: use another checkpoint."
              .formatted(
                  files.path(CheckpointManifest.FILE),
                  new TreeSet<>(entries.keySet()),
                  CheckpointContent.FILE,
                  expected));
    }
  }

  private void requireLayout(NetworkDescription network) throws IOException {
    ParameterLayout layout;
    try {
      layout = network.layout();
    } catch (RuntimeException broken) {
      throw CheckpointJson.broken(files.path(CheckpointContent.NETWORK), broken);
    }
    LayoutContent written = json(CheckpointContent.LAYOUT, LayoutContent.class);
    if (!written.equals(LayoutContent.of(layout))) {
      throw new BadInputException(
          "%s is not the layout of the network in %s: use another checkpoint."
              .formatted(files.path(CheckpointContent.LAYOUT), CheckpointContent.NETWORK));
    }
    for (String name : content.vectors()) {
      if (entry(name).bytes() != layout.length() * Float.BYTES) {
        throw new BadInputException(
            "%s has %d bytes and the network's %d parameters need %d: use another checkpoint."
                .formatted(
                    files.path(name),
                    entry(name).bytes(),
                    layout.length(),
                    layout.length() * Float.BYTES));
      }
    }
  }

  private CheckpointManifest.Entry entry(String name) {
    CheckpointManifest.Entry entry = entries.get(name);
    if (entry == null) {
      throw new BadInputException(
          "%s does not list %s: use another checkpoint."
              .formatted(files.path(CheckpointManifest.FILE), name));
    }
    return entry;
  }

  private <T> T json(String name, Class<T> type) throws IOException {
    return CheckpointJson.read(files.path(name), files.readSmall(entry(name)), type);
  }

  private String text(String name) throws IOException {
    return new String(files.readSmall(entry(name)), StandardCharsets.UTF_8);
  }
}
