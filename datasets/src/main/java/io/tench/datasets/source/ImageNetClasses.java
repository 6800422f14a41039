package io.tench.datasets.source;

import io.tench.datasets.Label;
import io.tench.datasets.LabelMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The 1000 classes of ILSVRC2012. Their official index order is that of their sorted synset ids.
 */
public final class ImageNetClasses {
  private static final Pattern SYNSET = Pattern.compile("n\\d{8}");
  private static final ImageNetClasses CLASSES = new ImageNetClasses();

  private final List<String> ids = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<Integer, String> byChallengeId = new HashMap<>();

  private ImageNetClasses() {
    try (InputStream resource = ImageNetClasses.class.getResourceAsStream("imagenet-classes.txt")) {
      new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split(" ", 3))
          .forEach(this::add);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void add(String[] columns) {
    ids.add(columns[0]);
    byChallengeId.put(Integer.valueOf(columns[1]), columns[0]);
    names.put(columns[0], columns[2]);
  }

  /** Whether this is a WordNet id, {@code n01440764}. */
  public static boolean isSynset(String id) {
    return SYNSET.matcher(id).matches();
  }

  /** The 1000 classes in their official order, as pretrained networks have them. */
  public static LabelMap labels() {
    return labels(CLASSES.ids, Map.of());
  }

  /** All 1000 synset ids, by official index. */
  static List<String> ids() {
    return CLASSES.ids;
  }

  /** Synset ids by {@code ILSVRC2012_ID}, 1..1000: the numbers in the challenge's ground truth. */
  static Map<Integer, String> byChallengeId() {
    return CLASSES.byChallengeId;
  }

  /**
   * A label map of these classes in the order of their ids. A synset's name is ILSVRC2012's, else
   * the one in {@code words}, else the id.
   */
  static LabelMap labels(Collection<String> ids, Map<String, String> words) {
    List<Label> labels = new ArrayList<>();
    for (String id : ids.stream().sorted().distinct().toList()) {
      String name = CLASSES.names.getOrDefault(id, words.getOrDefault(id, id));
      labels.add(new Label(labels.size(), id, name));
    }
    return new LabelMap(labels);
  }
}
