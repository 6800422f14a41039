package io.tench.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.driver.transferability.Cell;
import io.tench.driver.transferability.CellResult;
import io.tench.driver.transferability.ImagesPerClass;
import io.tench.driver.transferability.Reuse;
import io.tench.driver.transferability.SweepSettings;
import io.tench.models.transfer.FineTuning;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a sweep came to, as JSON, a picture and a page; of a sweep that is not done, what there is.
 *
 * @param architecture of the checkpoint's network
 * @param results of the cells that are done
 */
public record TransferabilityReport(
    SweepSettings settings, String architecture, List<CellResult> results) {
  public TransferabilityReport {
    results = List.copyOf(results);
  }

  /** All of it, for other programs. */
  public String json() {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a report always has a JSON form", impossible);
    }
  }

  /** The picture, an {@code svg} element that stands by itself. */
  public String svg() {
    return Figure.of(
        new TransferabilityPanels(this).all(),
        "Accuracy on new data by what is reused of %s".formatted(settings.checkpoint()));
  }

  /** The picture, its numbers and what was run, as a page that stands by itself. */
  public String html() {
    return TransferabilityPage.of(this);
  }

  /** The numbers as lines of text: a column for each size, frozen and fine-tuned. */
  public List<String> table() {
    return TransferabilityTable.of(this).lines();
  }

  /** Accuracy over the seeds that are done; empty if none is. */
  Optional<Spread> accuracy(ImagesPerClass images, Reuse reuse, String depth) {
    List<Double> values =
        results.stream()
            .filter(
                result -> {
                  Cell cell = result.cell();
                  return cell.images().equals(images)
                      && cell.reuse() == reuse
                      && cell.depth().equals(depth);
                })
            .map(result -> result.validation().top1())
            .toList();
    return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
  }

  Optional<Spread> fromScratch(ImagesPerClass images) {
    return accuracy(images, Reuse.SCRATCH, FineTuning.NOTHING);
  }

  /** Images of the data set of a size, if one of its cells is done. */
  Optional<Long> trainingImages(ImagesPerClass images) {
    return results.stream()
        .filter(result -> result.cell().images().equals(images))
        .map(CellResult::trainingImages)
        .findFirst();
  }

  /** How lines are drawn. */
  static final Map<Reuse, Line> LINES =
      new EnumMap<>(
          Map.of(
              Reuse.SCRATCH, Line.SCRATCH,
              Reuse.FROZEN, Line.FROZEN,
              Reuse.FINE_TUNED, Line.FINE_TUNED));
}
