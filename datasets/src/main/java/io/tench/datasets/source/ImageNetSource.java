package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * ILSVRC2012 as distributed: a training tar of one tar per synset, or these tars by themselves; a
 * tar or folder of validation images with their ground truth beside it.
 */
final class ImageNetSource {
  private final Storage storage;
  private final FileTree tree;

  private ImageNetSource(Storage storage, FileTree tree) {
    this.storage = storage;
    this.tree = tree;
  }

  /** Whether the tree holds synset tars or ImageNet's tars. */
  static boolean matches(FileTree tree) {
    return tree.files().stream().anyMatch(file -> isSynsetTar(file) || isTrainingTar(file));
  }

  /**
   * Opens a folder with ImageNet's tars, a training tar, or ImageNet's folders.
   *
   * @param location of the tree, as the user wrote it
   */
  static Source open(Storage storage, FileTree tree, String location) throws IOException {
    if (!matches(tree)) {
      Source source = FolderSource.open(storage, tree, SourceFormat.IMAGENET);
      source.labels().labels().stream()
          .filter(label -> !ImageNetClasses.isSynset(label.id()))
          .findFirst()
          .ifPresent(
              label -> {
                throw new BadInputException(
                    "%s has a class %s that is no synset id such as n01440764: use --format folder."
                        .formatted(location, label.id()));
              });
      return source;
    }
    return new ImageNetSource(storage, tree).open(location);
  }

  private Source open(String location) throws IOException {
    Map<String, List<SynsetTar>> synsets = new LinkedHashMap<>();
    FileTree beside = tree;
    if (tree.container() instanceof Container.Tar) {
      add(synsets, tree);
      beside = FileTree.shallow(storage, parent(location));
    } else {
      add(synsets, tree);
      Optional<TreeFile> training =
          tree.files().stream().filter(ImageNetSource::isTrainingTar).findFirst();
      if (synsets.isEmpty() && training.isPresent()) {
        add(synsets, FileTree.tar(storage, tarAt(tree, training.get())));
      }
    }
    if (synsets.isEmpty()) {
      throw new BadInputException(
          "%s has no tars of synsets such as n01440764.tar: give ILSVRC2012_img_train.tar or its folder."
              .formatted(location));
    }
    Classes classes =
        new Classes(ImageNetClasses.labels(synsets.keySet(), Classes.words(storage, beside)));
    List<SourcePart> train = new ArrayList<>();
    synsets.forEach(
        (id, tars) ->
            tars.forEach(
                tar ->
                    train.add(
                        new SynsetTarPart(
                            tar.container(), tar.file(), classes.indexOf(id).orElseThrow()))));
    return new Source(SourceFormat.IMAGENET, classes.labels(), train, validation(beside, classes));
  }

  private record SynsetTar(Container container, TreeFile file) {}

  private static void add(Map<String, List<SynsetTar>> synsets, FileTree tree) {
    tree.files().stream()
        .filter(ImageNetSource::isSynsetTar)
        .sorted(java.util.Comparator.comparing(TreeFile::stem))
        .forEach(
            file ->
                synsets
                    .computeIfAbsent(file.stem(), id -> new ArrayList<>())
                    .add(new SynsetTar(tree.container(), file)));
  }

  private List<SourcePart> validation(FileTree beside, Classes classes) throws IOException {
    Optional<TreeFile> tar = beside.files().stream().filter(file -> named(file, "val")).findFirst();
    FileTree images = tar.isPresent() ? FileTree.tar(storage, tarAt(beside, tar.get())) : beside;
    Optional<String> folder =
        tar.isPresent() ? Optional.of("") : FolderSource.split(beside, "", FolderSource.VALIDATION);
    if (folder.isEmpty()) {
      return List.of();
    }
    List<FileTree> texts = new ArrayList<>(List.of(beside));
    for (TreeFile file : beside.files()) {
      if (file.name().startsWith("ILSVRC2012_devkit") && Container.Tar.isTar(file.name())) {
        texts.add(FileTree.tar(storage, tarAt(beside, file)));
      }
    }
    return new Split(storage, images, folder.get(), "val", texts).parts(classes, true);
  }

  private static boolean isSynsetTar(TreeFile file) {
    return file.name().endsWith(".tar") && ImageNetClasses.isSynset(file.stem());
  }

  private static boolean isTrainingTar(TreeFile file) {
    return named(file, "train");
  }

  private static boolean named(TreeFile file, String split) {
    String name = file.name().toLowerCase(Locale.ROOT);
    return name.endsWith(".tar") && name.startsWith("ilsvrc2012_") && name.contains(split);
  }

  private static Container.Tar tarAt(FileTree tree, TreeFile file) {
    return Container.Tar.at(Storage.child(tree.container().location(), file.path()));
  }

  private static String parent(String location) {
    int slash = location.lastIndexOf('/');
    return slash < 0 ? "." : location.substring(0, Math.max(1, slash));
  }
}
