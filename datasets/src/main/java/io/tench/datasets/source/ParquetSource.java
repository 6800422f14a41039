package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.ShardReader;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Hugging Face's layout: {@code data/train-00000-of-00042.parquet}, {@code validation-*}. */
final class ParquetSource {
  private ParquetSource() {}

  static boolean isParquet(String name) {
    return name.endsWith(".parquet");
  }

  static boolean matches(FileTree tree) {
    return tree.named(ParquetSource::isParquet).isPresent();
  }

  /**
   * Opens all Parquet files of a folder. A file belongs to the split that its name, or else its
   * folder, begins with; to training if that is none.
   */
  static Source open(Storage storage, FileTree tree) throws IOException {
    if (!(tree.container() instanceof Container.Folder folder)) {
      throw new BadInputException(
          "%s is a tar, but Parquet files are read from a folder: unpack it first."
              .formatted(tree.container().location()));
    }
    List<TreeFile> files =
        tree.files().stream()
            .filter(file -> isParquet(file.name()))
            .sorted(Comparator.comparing(TreeFile::path))
            .toList();
    if (files.isEmpty()) {
      throw new BadInputException(
          "%s has no .parquet files: name the folder that holds them."
              .formatted(folder.location()));
    }
    String held =
        List.of("val", "test").stream()
            .filter(split -> files.stream().anyMatch(file -> belongs(tree, file, split)))
            .findFirst()
            .orElse("val");
    List<TreeFile> train =
        files.stream()
            .filter(file -> !belongs(tree, file, "val") && !belongs(tree, file, "test"))
            .toList();
    if (train.isEmpty()) {
      throw new BadInputException(
          "%s has only validation or test files: add train-*.parquet."
              .formatted(folder.location()));
    }
    List<TreeFile> validation = files.stream().filter(file -> belongs(tree, file, held)).toList();
    LabelMap labels = labels(storage, folder.pathOf(train.get(0)));
    return new Source(
        SourceFormat.PARQUET,
        labels,
        parts(folder, train, labels),
        parts(folder, validation, labels));
  }

  /** Opens one file. */
  static Source open(Storage storage, Storage.Entry file) throws IOException {
    LabelMap labels = labels(storage, file.path());
    return new Source(
        SourceFormat.PARQUET,
        labels,
        List.of(new ParquetPart(file.path(), file.bytes(), labels.size())),
        List.of());
  }

  private static boolean belongs(FileTree tree, TreeFile file, String split) {
    return file.name().startsWith(split) || ("/" + tree.relative(file)).contains("/" + split + "/");
  }

  private static List<SourcePart> parts(
      Container.Folder folder, List<TreeFile> files, LabelMap labels) {
    List<SourcePart> parts = new ArrayList<>();
    for (TreeFile file : files) {
      parts.add(new ParquetPart(folder.pathOf(file), file.bytes(), labels.size()));
    }
    return parts;
  }

  private static LabelMap labels(Storage storage, String file) throws IOException {
    Optional<LabelMap> labels;
    try (ShardReader reader = ShardReader.open(storage, file)) {
      labels = reader.labels();
    }
    return labels.orElseThrow(
        () ->
            new BadInputException(
                "%s has no class names in its footer: save it with datasets' ClassLabel feature."
                    .formatted(file)));
  }
}
