package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.source.Source;
import java.util.ArrayList;
import java.util.List;

/** A source whose images have all been checked, and what is to become of them. */
final class CheckedSource {
  private final Source source;
  private final IngestSettings settings;
  private final List<PartSummary> train;
  private final List<PartSummary> validation;

  /**
   * A source with a summary of each of its parts, training first.
   *
   * @throws BadInputException if the source is damaged, or one of its splits has no good image
   */
  CheckedSource(Source source, IngestSettings settings, List<PartSummary> summaries) {
    this.source = source;
    this.settings = settings;
    this.train = summaries.subList(0, source.train().size());
    this.validation = summaries.subList(source.train().size(), summaries.size());
    summaries.stream()
        .flatMap(summary -> summary.damaged().stream())
        .findFirst()
        .ifPresent(
            damaged -> {
              throw new BadInputException(damaged.sentence());
            });
    requireGood(train, "");
    if (!validation.isEmpty()) {
      requireGood(validation, "validation ");
    }
  }

  private void requireGood(List<PartSummary> parts, String which) {
    if (parts.stream().allMatch(part -> part.labels().length == 0)) {
      String example =
          rejected(parts).stream()
              .findFirst()
              .map(image -> " (%s %s)".formatted(image.path(), image.reason()))
              .orElse("");
      throw new BadInputException(
          "%s has no %simage that can be decoded%s: check the source."
              .formatted(settings.source(), which, example));
    }
  }

  /** Where each accepted image goes. */
  ShufflePlan shuffle() {
    return validation.isEmpty()
        ? ShufflePlan.holdingOut(
            labels(train), source.labels().size(), settings.validationFraction(), settings.seed())
        : ShufflePlan.ofSplits(labels(train), labels(validation), settings.seed());
  }

  /** The splits that have images, training first, cut into shards. */
  List<ShardedSplit> shards(ShufflePlan plan) {
    int trainRows = plan.trainRows();
    int validationRows = plan.rows() - trainRows;
    List<ShardedSplit> splits = new ArrayList<>();
    splits.add(shards(WorkFolder.TRAIN, 0, trainRows, plan));
    if (validationRows > 0) {
      splits.add(shards(WorkFolder.VALIDATION, trainRows, validationRows, plan));
    }
    return splits;
  }

  private ShardedSplit shards(String name, int from, int rows, ShufflePlan plan) {
    long bytes = bytes(train) + bytes(validation);
    return ShardedSplit.of(name, from, rows, bytes / plan.rows() * rows, settings.shardBytes());
  }

  /** Broken images of the source's split {@code name}. */
  List<CheckedImage.Rejected> rejected(String name) {
    return rejected(name.equals(WorkFolder.TRAIN) ? train : validation);
  }

  private static List<CheckedImage.Rejected> rejected(List<PartSummary> parts) {
    return parts.stream().flatMap(part -> part.rejected().stream()).toList();
  }

  private static List<int[]> labels(List<PartSummary> parts) {
    return parts.stream().map(PartSummary::labels).toList();
  }

  private static long bytes(List<PartSummary> parts) {
    return parts.stream().mapToLong(PartSummary::bytes).sum();
  }
}
