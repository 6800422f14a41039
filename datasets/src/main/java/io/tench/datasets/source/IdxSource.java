package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/** MNIST and all that is distributed in its files. */
final class IdxSource {
  private static final int PART_IMAGES = 5000;
  private static final String IMAGES = "images[.-]idx3-ubyte(\\.gz)?";
  private static final String LABELS = "labels[.-]idx1-ubyte(\\.gz)?";

  /** Fashion-MNIST's classes (Xiao et al., 2017, table 2); its files are named like MNIST's. */
  private static final LabelMap FASHION =
      LabelMap.ofNames(
          List.of(
              "T-shirt/top",
              "Trouser",
              "Pullover",
              "Dress",
              "Coat",
              "Sandal",
              "Shirt",
              "Sneaker",
              "Bag",
              "Ankle boot"));

  private IdxSource() {}

  static boolean matches(FileTree tree) {
    return tree.named(name -> name.matches(".*" + IMAGES)).isPresent();
  }

  static Source open(Storage storage, FileTree tree) throws IOException {
    if (!(tree.container() instanceof Container.Folder folder)) {
      throw new BadInputException(
          "%s is a tar, but idx files are read from a folder: unpack it first."
              .formatted(tree.container().location()));
    }
    List<SourcePart> train = new ArrayList<>();
    List<SourcePart> test = new ArrayList<>();
    int classes = 0;
    for (String split : List.of("train", "(t10k|test|val)")) {
      Optional<TreeFile> images = tree.named(name -> name.matches(split + "-" + IMAGES));
      if (images.isEmpty()) {
        continue;
      }
      TreeFile labels =
          tree.named(name -> name.matches(split + "-" + LABELS))
              .orElseThrow(
                  () ->
                      new BadInputException(
                          "%s has no labels beside it: add the file that ends in labels-idx1-ubyte."
                              .formatted(folder.pathOf(images.get()))));
      IdxPart all = pair(storage, folder.pathOf(images.get()), folder.pathOf(labels));
      for (byte label : all.labels().read(storage, 0, all.to())) {
        classes = Math.max(classes, (label & 0xff) + 1);
      }
      (split.equals("train") ? train : test).addAll(split(all));
    }
    if (train.isEmpty()) {
      throw new BadInputException(
          "%s has no file train-images-idx3-ubyte or train-images-idx3-ubyte.gz: use MNIST's file names."
              .formatted(folder.location()));
    }
    return new Source(SourceFormat.IDX, labels(folder.location(), classes), train, test);
  }

  private static IdxPart pair(Storage storage, String images, String labels) throws IOException {
    IdxFile pixels = IdxFile.open(storage, images, 3);
    IdxFile classes = IdxFile.open(storage, labels, 1);
    if (pixels.count() != classes.count()) {
      throw new BadInputException(
          "%s has %d images, but %s has %d labels: fetch both again."
              .formatted(images, pixels.count(), labels, classes.count()));
    }
    return new IdxPart(pixels, classes, 0, pixels.count());
  }

  private static List<SourcePart> split(IdxPart all) {
    List<SourcePart> parts = new ArrayList<>();
    for (int from = 0; from < all.to(); from += PART_IMAGES) {
      parts.add(
          new IdxPart(all.images(), all.labels(), from, Math.min(all.to(), from + PART_IMAGES)));
    }
    return parts;
  }

  private static LabelMap labels(String location, int classes) {
    boolean fashion = location.toLowerCase(Locale.ROOT).contains("fashion");
    return fashion && classes == FASHION.size()
        ? FASHION
        : LabelMap.ofNames(IntStream.range(0, classes).mapToObj(Integer::toString).toList());
  }
}
