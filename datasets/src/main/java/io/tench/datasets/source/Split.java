package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.source.ImagesPart.Labelled;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The images under one prefix of a tree, and what tells their classes. */
final class Split {
  private final FileTree tree;
  private final String prefix;
  private final List<TreeFile> images;
  private final Optional<Annotations> annotations;

  /**
   * The split in a folder of the tree.
   *
   * @param prefix {@code train/}, or empty for all of the tree
   * @param name {@code train}, {@code val}, or empty where there is but one split
   * @param texts trees that annotations are looked for in, in this order
   * @throws BadInputException if images lie flat and no annotations tell their classes
   */
  Split(Storage storage, FileTree tree, String prefix, String name, List<FileTree> texts)
      throws IOException {
    this.tree = tree;
    this.prefix = prefix;
    this.images = tree.images(prefix);
    Set<String> folders = new TreeSet<>();
    images.forEach(image -> folders.add(folder(image)));
    boolean flat = folders.contains("") || folders.equals(Set.of("images"));
    this.annotations = flat ? Optional.of(annotations(storage, name, texts)) : Optional.empty();
  }

  /** The classes as the folders or annotations write them. */
  Set<String> classes() {
    Set<String> classes = new TreeSet<>();
    images.forEach(image -> classes.add(written(image)));
    return classes;
  }

  /**
   * Parts with the split's images.
   *
   * @param subset skip images of unknown classes, rather than refuse them
   */
  List<SourcePart> parts(Classes classes, boolean subset) {
    List<Labelled> labelled = new ArrayList<>();
    for (TreeFile image : images) {
      String written = written(image);
      Optional<Integer> label = classes.indexOf(written);
      if (label.isPresent()) {
        labelled.add(new Labelled(image, label.get()));
      } else if (!subset) {
        throw new BadInputException(
            "%s is of class %s, which has no training images: add some, or remove the image."
                .formatted(tree.where(image), written));
      }
    }
    return ImagesPart.split(tree.container(), labelled);
  }

  private String written(TreeFile image) {
    if (annotations.isEmpty()) {
      return folder(image);
    }
    return annotations
        .get()
        .classOf(image)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s has no line for %s: add it, or remove the image."
                        .formatted(annotations.get().file(), tree.where(image))));
  }

  /** The first folder of an image's path within the split, or nothing. */
  private String folder(TreeFile image) {
    String path = tree.relative(image).substring(prefix.length());
    return path.indexOf('/') < 0 ? "" : path.substring(0, path.indexOf('/'));
  }

  private Annotations annotations(Storage storage, String name, List<FileTree> texts)
      throws IOException {
    for (FileTree text : texts) {
      Optional<TreeFile> file =
          text.files().stream()
              .filter(each -> Annotations.isName(each.name(), name))
              .min(
                  Comparator.comparing((TreeFile each) -> !text.relative(each).startsWith(prefix))
                      .thenComparing(TreeFile::path));
      if (file.isPresent()) {
        return Annotations.read(storage, text, file.get());
      }
    }
    TreeFile example =
        images.stream().filter(image -> folder(image).isEmpty()).findFirst().orElse(images.get(0));
    throw new BadInputException(
        "%s lies in no class folder, and no annotations file such as %s tells its class: add one of them."
            .formatted(
                tree.where(example), name.isEmpty() ? "labels.csv" : name + "_annotations.txt"));
  }
}
