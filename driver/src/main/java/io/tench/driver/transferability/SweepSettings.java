package io.tench.driver.transferability;

import io.tench.datasets.BadInputException;
import io.tench.models.transfer.FineTuning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * All that a sweep's numbers depend on.
 *
 * @param checkpoint its folder
 * @param checkpointSha256 its {@code CheckpointFiles.fingerprint}
 * @param train the new data set's fingerprint
 * @param validation the validation data's fingerprint
 * @param depths layers, blocks or stages, from the input on
 * @param configuration of the trainings, as YAML; its epochs are those over the whole data set
 */
public record SweepSettings(
    String checkpoint,
    String checkpointSha256,
    String train,
    String validation,
    List<String> depths,
    List<ImagesPerClass> sizes,
    List<Long> seeds,
    String configuration) {
  private static final Pattern FAULTS = Pattern.compile("(?m)^fault-tolerance:.*\n(?: .*\n?)*");

  public SweepSettings {
    depths = List.copyOf(depths);
    sizes = List.copyOf(sizes);
    seeds = List.copyOf(seeds);
    requireDistinct("depths", depths);
    requireDistinct("sizes", sizes);
    requireDistinct("seeds", seeds);
  }

  private static void requireDistinct(String name, List<?> values) {
    if (values.isEmpty() || new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          "%s must be one or more different ones, were %s".formatted(name, values));
    }
  }

  /** The trainings, in the order in which they are done: from scratch first for each data set. */
  public List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (ImagesPerClass images : sizes) {
      for (long seed : seeds) {
        cells.add(new Cell(images, seed, Reuse.SCRATCH, FineTuning.NOTHING));
        for (String depth : depths) {
          cells.add(new Cell(images, seed, Reuse.FROZEN, depth));
          cells.add(new Cell(images, seed, Reuse.FINE_TUNED, depth));
        }
      }
    }
    return List.copyOf(cells);
  }

  /**
   * Refuses to go on with another sweep. What a training bears before it fails may be another: it
   * changes nothing of those that are done. The folder and the report name the last one.
   *
   * @param found what the folder's sweep depends on
   * @throws BadInputException that names the first difference
   */
  void requireSame(String folder, SweepSettings found) {
    requireSame(folder, "the checkpoint", found.checkpoint, checkpoint);
    requireSame(folder, "the checkpoint's SHA-256", found.checkpointSha256, checkpointSha256);
    requireSame(folder, "training data of fingerprint", found.train, train);
    requireSame(folder, "validation data of fingerprint", found.validation, validation);
    requireSame(folder, "the depths", found.depths, depths);
    requireSame(folder, "the sizes", found.sizes, sizes);
    requireSame(folder, "the seeds", found.seeds, seeds);
    String[] theirs = FAULTS.matcher(found.configuration).replaceAll("").split("\n", -1);
    String[] ours = FAULTS.matcher(configuration).replaceAll("").split("\n", -1);
    int line = Arrays.mismatch(theirs, ours);
    if (line >= 0) {
      String there = line < theirs.length ? theirs[line].strip() : "nothing";
      String here = line < ours.length ? ours[line].strip() : "nothing";
      requireSame(folder, "the setting", there, here);
    }
  }

  private static void requireSame(String folder, String what, Object there, Object here) {
    if (!there.equals(here)) {
      throw new BadInputException(
          "%s holds a sweep with %s %s, and %s is asked for: change it back, or name another folder."
              .formatted(folder, what, there, here));
    }
  }
}
