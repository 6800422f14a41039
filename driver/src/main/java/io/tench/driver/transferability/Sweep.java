package io.tench.driver.transferability;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains the cells of a sweep one after another, those that are not done yet. Every cell sees about
 * as many images: a smaller data set is gone over as much more often. Safe to kill and run again at
 * any line. A training that fails ends the sweep; run again, it begins with that one.
 */
public final class Sweep {
  private final SweepFolder folder;
  private final SweepSettings settings;
  private final RunConfiguration configuration;
  private final DataSet train;
  private final DataSet validation;
  private final CellTraining.Factory trainings;
  private final SweepListener listener;

  private boolean stopped;
  private Optional<CellTraining> running = Optional.empty();

  /**
   * A sweep in a folder.
   *
   * @param location of the folder, which need not exist
   * @param configuration of a run on the whole data set; location, seed and transfer are the cells'
   *     own
   * @throws BadInputException if the folder has another sweep
   */
  public Sweep(
      Storage storage,
      String location,
      SweepSettings settings,
      RunConfiguration configuration,
      DataSet train,
      DataSet validation,
      CellTraining.Factory trainings,
      SweepListener listener)
      throws IOException {
    this.folder = new SweepFolder(storage, location);
    this.settings = settings;
    this.configuration = configuration;
    this.train = train;
    this.validation = validation;
    this.trainings = trainings;
    this.listener = listener;
    folder.claim(settings);
  }

  /**
   * Does what is left.
   *
   * @return what is done, all of it unless {@link #stop} was called
   * @throws BadInputException if a class has fewer images than a size asks for
   */
  public List<CellResult> run() throws IOException {
    List<Cell> cells = settings.cells();
    Map<Cell, CellResult> earlier = finished(cells);
    folder.draw(cells.stream().filter(cell -> !earlier.containsKey(cell)).toList(), train);
    List<CellResult> results = new ArrayList<>();
    for (Cell cell : cells) {
      SweepListener.Place place = new SweepListener.Place(cell, results.size() + 1, cells.size());
      Optional<CellResult> result =
          earlier.containsKey(cell) ? Optional.of(earlier.get(cell)) : train(place);
      if (result.isEmpty()) {
        break;
      }
      results.add(result.get());
      listener.cellFinished(place, result.get(), earlier.containsKey(cell));
    }
    return results;
  }

  private Map<Cell, CellResult> finished(List<Cell> cells) throws IOException {
    Map<Cell, CellResult> finished = new HashMap<>();
    for (Cell cell : cells) {
      folder.result(cell).ifPresent(result -> finished.put(cell, result));
    }
    return finished;
  }

  /** Asks for an early end, from any thread: the cell that is trained can go on later. */
  public synchronized void stop() {
    stopped = true;
    running.ifPresent(CellTraining::stop);
  }

  /** Empty if the sweep was stopped before the cell was done. */
  private Optional<CellResult> train(SweepListener.Place place) throws IOException {
    Cell cell = place.cell();
    DataSet data = folder.data(cell, train);
    RunConfiguration run = configuration(cell, data);
    CellTraining training = trainings.of(run, data, validation, listener.cellStarted(place));
    if (!begin(training)) {
      return Optional.empty();
    }
    Checkpoint last = training.train();
    if (last.position().epoch() < run.training().epochs()) {
      return Optional.empty();
    }
    CellResult result =
        new CellResult(
            cell, data.rows(), run.training().epochs(), last.report().validation().orElseThrow());
    folder.finish(result);
    return Optional.of(result);
  }

  private synchronized boolean begin(CellTraining training) {
    running = Optional.of(training);
    return !stopped;
  }

  private RunConfiguration configuration(Cell cell, DataSet data) {
    double images = (double) configuration.training().epochs() * train.rows();
    int epochs = Math.max(1, (int) Math.round(images / data.rows()));
    return new RunConfiguration(
        folder.run(cell),
        cell.seed(),
        new RunConfiguration.Data(data.location(), validation.location()),
        configuration.network(),
        configuration.augmentation(),
        configuration.training().over(epochs),
        new RunConfiguration.Checkpoints(configuration.checkpoints().everyRounds(), 1),
        new RunConfiguration.Evaluation(epochs, configuration.evaluation().batchSize()),
        configuration.faultTolerance(),
        cell.tuning(settings.checkpoint()));
  }
}
