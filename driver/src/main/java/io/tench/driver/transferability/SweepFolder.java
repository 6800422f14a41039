package io.tench.driver.transferability;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tench.datasets.BadInputException;
import io.tench.datasets.ClassSubset;
import io.tench.datasets.DataSet;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * Where a sweep lies: {@code sweep.json} says what its numbers depend on; {@code data/} has the
 * subsets, {@code runs/} the cell that is being trained, {@code results/} a file for each that is
 * done.
 */
final class SweepFolder {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final Storage storage;
  private final String location;

  SweepFolder(Storage storage, String location) {
    this.storage = storage;
    this.location = location;
  }

  /**
   * Begins the sweep, or goes on with it.
   *
   * @throws BadInputException if the folder has another one
   */
  void claim(SweepSettings settings) throws IOException {
    String file = Storage.child(location, "sweep.json");
    Optional<SweepSettings> found = read(file, SweepSettings.class);
    if (found.isPresent()) {
      settings.requireSame(location, found.get());
    }
    write(file, settings);
  }

  /**
   * Draws the data that cells are trained on, what is not there yet, in one pass over all of it.
   *
   * @throws BadInputException if a class has fewer images than a size asks for
   */
  void draw(List<Cell> cells, DataSet whole) throws IOException {
    ClassSubset.write(
        whole,
        cells.stream()
            .filter(cell -> !cell.images().isAll())
            .map(this::subset)
            .distinct()
            .toList());
  }

  private ClassSubset subset(Cell cell) {
    String folder = "data/%s-seed%d".formatted(cell.images(), cell.seed());
    return new ClassSubset(cell.images().count(), cell.seed(), Storage.child(location, folder));
  }

  /** The drawn data that a cell is trained on: the same for all cells of its size and seed. */
  DataSet data(Cell cell, DataSet whole) throws IOException {
    return cell.images().isAll()
        ? whole
        : DataSet.open(storage, subset(cell).folder(), whole.onBadSample());
  }

  /** The folder of a cell's run. */
  String run(Cell cell) {
    return Storage.child(location, "runs/" + cell.name());
  }

  /** What a cell came to, if it is done. */
  Optional<CellResult> result(Cell cell) throws IOException {
    return read(resultFile(cell), CellResult.class);
  }

  /** Commits a cell: its run is not needed any more. */
  void finish(CellResult result) throws IOException {
    write(resultFile(result.cell()), result);
    storage.delete(run(result.cell()));
  }

  private String resultFile(Cell cell) {
    return Storage.child(location, "results/" + cell.name() + ".json");
  }

  private <T> Optional<T> read(String file, Class<T> type) throws IOException {
    try (InputStream stream = storage.read(file)) {
      return Optional.of(JSON.readValue(stream.readAllBytes(), type));
    } catch (FileNotFoundException none) {
      return Optional.empty();
    } catch (JsonProcessingException broken) {
      throw new BadInputException(
          "%s is not what a sweep writes: delete it to have that part done again.".formatted(file),
          broken);
    }
  }

  private void write(String file, Object content) throws IOException {
    storage.replace(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(content));
  }
}
