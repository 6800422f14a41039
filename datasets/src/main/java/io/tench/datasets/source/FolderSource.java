package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A folder per class, or images that lie flat beside an annotations file; in folders or a tar. */
final class FolderSource {
  static final List<String> VALIDATION = List.of("val", "valid", "validation", "test");
  private static final List<String> TRAINING = List.of("train", "training");

  private FolderSource() {}

  static Source open(Storage storage, FileTree tree, SourceFormat format) throws IOException {
    if (tree.images("").isEmpty()) {
      throw new BadInputException(
          "%s has no images: it must hold a folder of .jpg or .png files for each class."
              .formatted(tree.container().location()));
    }
    List<FileTree> texts = List.of(tree);
    Optional<String> training = split(tree, "", TRAINING);
    Split train =
        new Split(storage, tree, training.orElse(""), training.isEmpty() ? "" : "train", texts);
    Classes classes =
        new Classes(ImageNetClasses.labels(train.classes(), Classes.words(storage, tree)));
    Optional<String> validation =
        training.flatMap(folder -> split(tree, parent(folder), VALIDATION));
    List<SourcePart> held = List.of();
    if (validation.isPresent()) {
      held = new Split(storage, tree, validation.get(), "val", texts).parts(classes, false);
    }
    return new Source(format, classes.labels(), train.parts(classes, false), held);
  }

  /** The outermost folder under {@code base} that has one of these names and holds images. */
  static Optional<String> split(FileTree tree, String base, List<String> names) {
    Set<String> folders = new HashSet<>();
    for (TreeFile image : tree.images(base)) {
      String path = tree.relative(image);
      for (int slash = path.indexOf('/', base.length());
          slash > 0;
          slash = path.indexOf('/', slash + 1)) {
        folders.add(path.substring(0, slash + 1));
      }
    }
    return folders.stream()
        .filter(folder -> names.contains(last(folder)))
        .min(
            Comparator.comparingLong(
                    (String folder) -> folder.chars().filter(c -> c == '/').count())
                .thenComparing(folder -> names.indexOf(last(folder)))
                .thenComparing(Comparator.naturalOrder()));
  }

  private static String last(String folder) {
    return folder.substring(parent(folder).length(), folder.length() - 1).toLowerCase(Locale.ROOT);
  }

  private static String parent(String folder) {
    return folder.substring(0, folder.lastIndexOf('/', folder.length() - 2) + 1);
  }
}
