package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text file that tells the classes of images which lie flat in one folder: a line for each image,
 * {@code name class …} separated by tabs, commas or spaces, the class as an id or an index; or
 * ILSVRC2012's ground truth, whose n-th line is the challenge id of the n-th image.
 */
final class Annotations {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final Pattern LAST_NUMBER = Pattern.compile("(\\d{1,9})\\D*$");

  private final String file;
  private final Map<String, String> byStem;
  private final List<String> byNumber;

  private Annotations(String file, Map<String, String> byStem, List<String> byNumber) {
    this.file = file;
    this.byStem = byStem;
    this.byNumber = byNumber;
  }

  /**
   * Whether a file's name is that of a split's ({@code train}, {@code val} or empty) annotations.
   */
  static boolean isName(String name, String split) {
    String lower = name.toLowerCase(Locale.ROOT);
    boolean text = lower.endsWith(".txt") || lower.endsWith(".csv");
    boolean others = !lower.contains(split) && lower.matches(".*(train|val|test).*");
    return text
        && !others
        && (lower.matches(".*(annotation|solution|ground_truth|labels).*")
            || lower.equals(split + ".txt")
            || lower.equals(split + ".csv"));
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is not such a file
   */
  static Annotations read(Storage storage, FileTree tree, TreeFile file) throws IOException {
    List<String> lines = tree.lines(storage, file);
    String name = Storage.child(tree.container().location(), file.path());
    if (lines.isEmpty()) {
      throw new BadInputException(
          "%s is empty: it must have a line \"name class\" for each image.".formatted(name));
    }
    if (lines.stream().allMatch(line -> NUMBER.matcher(line).matches())) {
      return new Annotations(name, Map.of(), lines.stream().map(Annotations::synset).toList());
    }
    Map<String, String> byStem = new HashMap<>();
    for (String line : lines) {
      String[] columns = columns(line);
      if (columns.length < 2) {
        throw new BadInputException(
            "%s has a line \"%s\" without a class: write \"name class\" on each line."
                .formatted(name, line));
      }
      TreeFile image = new TreeFile(columns[0].strip(), 0, 0);
      byStem.put(image.stem(), columns[1].strip());
    }
    return new Annotations(name, byStem, List.of());
  }

  String file() {
    return file;
  }

  /** The class id or index of an image, as written, if the file has one for it. */
  Optional<String> classOf(TreeFile image) {
    if (byNumber.isEmpty()) {
      return Optional.ofNullable(byStem.get(image.stem()));
    }
    Matcher number = LAST_NUMBER.matcher(image.stem());
    return Optional.of(number)
        .filter(Matcher::find)
        .map(found -> Integer.parseInt(found.group(1)) - 1)
        .filter(index -> index >= 0 && index < byNumber.size())
        .map(byNumber::get);
  }

  private static String synset(String challengeId) {
    return ImageNetClasses.byChallengeId().getOrDefault(Integer.valueOf(challengeId), challengeId);
  }

  /** A line's columns; of Kaggle's {@code id,n01440764 1 2 3 4} the class alone. */
  private static String[] columns(String line) {
    String[] columns =
        line.replace("\"", "")
            .split(line.contains("\t") ? "\t" : line.contains(",") ? "," : "\\s+");
    if (columns.length > 1 && ImageNetClasses.isSynset(columns[1].split(" ", 2)[0])) {
      columns[1] = columns[1].split(" ", 2)[0];
    }
    return columns;
  }
}
