package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The binary version of CIFAR-10 or CIFAR-100 (with its fine labels). */
final class CifarSource {
  private static final int PART_RECORDS = 2500;

  private CifarSource() {}

  static boolean matches(FileTree tree) {
    return tree.named(name -> name.matches("data_batch_\\d+\\.bin")).isPresent()
        || tree.named(name -> name.equals("train.bin")).isPresent();
  }

  static Source open(Storage storage, FileTree tree) throws IOException {
    boolean ten = tree.named(name -> name.matches("data_batch_\\d+\\.bin")).isPresent();
    if (!matches(tree)) {
      throw new BadInputException(
          "%s has neither data_batch_1.bin (CIFAR-10) nor train.bin (CIFAR-100): use the binary version."
              .formatted(tree.container().location()));
    }
    LabelMap labels =
        labels(storage, tree, ten ? "batches.meta.txt" : "fine_label_names.txt", ten ? 10 : 100);
    return new Source(
        SourceFormat.CIFAR,
        labels,
        parts(tree, ten ? "data_batch_\\d+\\.bin" : "train\\.bin", ten ? 1 : 2, labels.size()),
        parts(tree, ten ? "test_batch\\.bin" : "test\\.bin", ten ? 1 : 2, labels.size()));
  }

  private static LabelMap labels(Storage storage, FileTree tree, String file, int classes)
      throws IOException {
    Optional<TreeFile> names = tree.named(name -> name.equals(file));
    if (names.isEmpty()) {
      return LabelMap.ofNames(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
    }
    List<String> lines = tree.lines(storage, names.get());
    if (lines.size() != classes || lines.stream().distinct().count() != classes) {
      throw new BadInputException(
          "%s must have %d class names, one a line, has %d: fetch it again."
              .formatted(tree.where(names.get()), classes, lines.size()));
    }
    return LabelMap.ofNames(lines);
  }

  private static List<SourcePart> parts(FileTree tree, String name, int labelBytes, int classes) {
    List<SourcePart> parts = new ArrayList<>();
    int length = CifarPart.recordBytes(labelBytes);
    for (TreeFile file :
        tree.files().stream()
            .filter(file -> file.name().matches(name))
            .sorted(Comparator.comparing(TreeFile::path))
            .toList()) {
      if (file.bytes() == 0 || file.bytes() % length != 0 || file.bytes() > Integer.MAX_VALUE) {
        throw new BadInputException(
            "%s has %d bytes, which is no multiple of a record's %d: fetch it again."
                .formatted(tree.where(file), file.bytes(), length));
      }
      int records = (int) (file.bytes() / length);
      for (int from = 0; from < records; from += PART_RECORDS) {
        int to = Math.min(records, from + PART_RECORDS);
        parts.add(new CifarPart(tree.container(), file, labelBytes, classes, from, to));
      }
    }
    return parts;
  }
}
