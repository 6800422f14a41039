package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * All files in a folder or a tar, in the container's order, without hidden ones.
 *
 * @param root what all paths begin with and nobody means: the one folder that a tar unpacks into
 */
record FileTree(Container container, String root, List<TreeFile> files) {
  private static final int DEEPEST = 16;
  private static final Pattern IMAGE =
      Pattern.compile(".*\\.(jpe?g|png|bmp|gif|webp|tiff?|p[bgpn]m|jp2)", Pattern.CASE_INSENSITIVE);

  FileTree {
    files = List.copyOf(files);
  }

  /**
   * The files at a location.
   *
   * @throws BadInputException if there is nothing, or a file that is no tar
   */
  static FileTree at(Storage storage, String location) throws IOException {
    Storage.Entry entry = entry(storage, location);
    if (entry.folder()) {
      List<TreeFile> files = new ArrayList<>();
      list(storage, location, "", 0, files);
      return rooted(new Container.Folder(location), files);
    }
    if (!Container.Tar.isTar(location)) {
      throw new BadInputException(
          "%s is neither a folder nor a .tar or .tar.gz file: name the folder that holds the data set."
              .formatted(location));
    }
    return tar(storage, Container.Tar.at(location));
  }

  /**
   * The file or folder at a location.
   *
   * @throws BadInputException if there is nothing
   */
  static Storage.Entry entry(Storage storage, String location) throws IOException {
    try {
      return storage.entry(location);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no file or folder %s: check the path.".formatted(location), missing);
    }
  }

  /** The files directly in a folder. */
  static FileTree shallow(Storage storage, String folder) throws IOException {
    List<TreeFile> files =
        storage.list(folder).stream()
            .filter(entry -> !entry.folder() && !hidden(entry.name()))
            .map(entry -> new TreeFile(entry.name(), 0, entry.bytes()))
            .toList();
    return new FileTree(new Container.Folder(folder), "", files);
  }

  /** The files of a tar. */
  static FileTree tar(Storage storage, Container.Tar tar) throws IOException {
    List<TreeFile> files;
    try (SeekableStream stream = tar.open(storage)) {
      files = TarReader.files(stream, tar.end(storage), tar.location());
    }
    return rooted(tar, files.stream().filter(file -> !hidden(file.path())).toList());
  }

  static boolean isImage(TreeFile file) {
    return IMAGE.matcher(file.name()).matches();
  }

  /** A file's path without the root. */
  String relative(TreeFile file) {
    return file.path().substring(root.length());
  }

  /** The image files whose path, without the root, begins with {@code prefix}. */
  List<TreeFile> images(String prefix) {
    return files.stream()
        .filter(FileTree::isImage)
        .filter(file -> relative(file).startsWith(prefix))
        .toList();
  }

  /** Where a file is, for messages. */
  String where(TreeFile file) {
    return Storage.child(container.location(), file.path());
  }

  /** The first file that a test of its lower-case name accepts. */
  Optional<TreeFile> named(Predicate<String> name) {
    return files.stream()
        .filter(file -> name.test(file.name().toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The lines of a text file that are not blank. */
  List<String> lines(Storage storage, TreeFile file) throws IOException {
    try (ContainerReader reader = new ContainerReader(storage, container)) {
      return new String(reader.read(file), StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .toList();
    }
  }

  private static void list(
      Storage storage, String folder, String prefix, int depth, List<TreeFile> files)
      throws IOException {
    if (depth > DEEPEST) {
      throw new BadInputException(
          "%s is more than %d folders deep: name the folder that holds the classes."
              .formatted(folder, DEEPEST));
    }
    for (Storage.Entry entry : storage.list(folder)) {
      if (hidden(entry.name())) {
        continue;
      }
      if (entry.folder()) {
        list(storage, entry.path(), prefix + entry.name() + "/", depth + 1, files);
      } else {
        files.add(new TreeFile(prefix + entry.name(), 0, entry.bytes()));
      }
    }
  }

  private static boolean hidden(String path) {
    return Arrays.stream(path.split("/", -1))
        .anyMatch(part -> part.startsWith(".") || part.equals("__MACOSX"));
  }

  /** Takes off top folders that are alone, as long as folders remain to tell classes. */
  private static FileTree rooted(Container container, List<TreeFile> files) {
    String root = "";
    while (true) {
      int start = root.length();
      List<String> tops =
          files.stream()
              .map(file -> file.path().substring(start))
              .map(path -> path.indexOf('/') < 0 ? "" : path.substring(0, path.indexOf('/') + 1))
              .distinct()
              .collect(Collectors.toList());
      if (tops.size() != 1 || tops.get(0).isEmpty()) {
        return new FileTree(container, root, files);
      }
      String deeper = root + tops.get(0);
      boolean flat = files.stream().allMatch(file -> file.path().indexOf('/', deeper.length()) < 0);
      if (flat && files.stream().anyMatch(FileTree::isImage)) {
        return new FileTree(container, root, files);
      }
      root = deeper;
    }
  }
}
