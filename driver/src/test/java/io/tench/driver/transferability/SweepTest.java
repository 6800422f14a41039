package io.tench.driver.transferability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.driver.Networks;
import io.tench.driver.ProgressListener;
import io.tench.driver.RunConfiguration;
import io.tench.driver.Runs;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import io.tench.workers.DivergenceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SweepTest {
  private static final NetworkDescription NETWORK = Networks.tiny(5);
  private static final ImagesPerClass TWO = new ImagesPerClass(2);
  private static final SweepSettings SETTINGS = settings("seed: 1\n" + faults(0) + "a: 2\n");

  private final MemoryStorage storage = new MemoryStorage();
  private final Trainings trainings = new Trainings();
  private DataSet train;
  private DataSet validation;

  private static String faults(int retries) {
    return "fault-tolerance:\n  max-loss: 0.0\n  divergence-retries: %d\n".formatted(retries);
  }

  private static SweepSettings settings(String configuration) {
    return new SweepSettings(
        "base/round-000003",
        "ab12",
        "train-print",
        "val-print",
        List.of("conv1", "conv2"),
        List.of(TWO, ImagesPerClass.ALL),
        List.of(1L, 7L),
        configuration);
  }

  /** Trainings that end at once, until one is told to stop. */
  private final class Trainings implements CellTraining.Factory {
    private final List<RunConfiguration> runs = new ArrayList<>();
    private final List<String> data = new ArrayList<>();
    private int stopsAt = Integer.MAX_VALUE;
    private Runnable stop = () -> {};
    private boolean stopped;
    private int failsAt = Integer.MAX_VALUE;

    @Override
    public CellTraining of(
        RunConfiguration run, DataSet cell, DataSet scored, ProgressListener listener) {
      assertThat(scored).isSameAs(validation);
      runs.add(run);
      data.add(cell.fingerprint());
      return new CellTraining() {
        @Override
        public Checkpoint train() {
          if (runs.size() == stopsAt) {
            stop.run();
          }
          if (runs.size() == failsAt) {
            throw new DivergenceException(3, 0, 17, Double.NaN);
          }
          return checkpoint(stopped ? 0 : run.training().epochs(), runs.size());
        }

        @Override
        public void stop() {
          stopped = true;
        }
      };
    }
  }

  private static Checkpoint checkpoint(int epochs, int number) {
    return new Checkpoint(
        NETWORK,
        new TrainingPosition(number, epochs, 0, number),
        Networks.vector(Math.toIntExact(NETWORK.layout().length()), 1),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new Checkpoint.TrainingReport(
            1,
            "",
            0,
            0,
            Optional.of(new Metrics(9, 1, number / 100.0, 1)),
            Optional.empty(),
            "test"));
  }

  /** Three classes with eight images each. */
  @BeforeEach
  void writeData() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 24; index++) {
      samples.add(new Sample(new byte[] {(byte) index}, "image-" + index, index % 3));
    }
    train = DataSets.write(storage, "train", DataSets.labels(3), samples, 2, 100);
    validation = DataSets.write(storage, "val", DataSets.labels(3), samples, 1, 100);
  }

  private Sweep sweep(SweepSettings settings, SweepListener listener) throws IOException {
    return new Sweep(
        storage, "out", settings, Runs.small(), train, validation, trainings, listener);
  }

  @Test
  void trainsFromScratchThenEachDepthFrozenAndFineTunedOnTheSameDataAndBudget() throws IOException {
    List<CellResult> results = sweep(SETTINGS, SweepListener.NONE).run();

    assertThat(results.stream().map(result -> result.cell().name()))
        .hasSize(20)
        .doesNotHaveDuplicates()
        .startsWith(
            "2-seed1-scratch",
            "2-seed1-frozen-conv1",
            "2-seed1-fine-tuned-conv1",
            "2-seed1-frozen-conv2",
            "2-seed1-fine-tuned-conv2",
            "2-seed7-scratch")
        .endsWith("all-seed7-fine-tuned-conv2");
    assertThat(trainings.data.subList(0, 5)).containsOnly(trainings.data.get(0));
    assertThat(trainings.data.subList(5, 10)).containsOnly(trainings.data.get(5));
    assertThat(trainings.data.get(5)).isNotEqualTo(trainings.data.get(0));
    assertThat(trainings.data.subList(10, 20)).containsOnly(train.fingerprint());
    for (int index = 0; index < 20; index++) {
      RunConfiguration run = trainings.runs.get(index);
      CellResult result = results.get(index);
      assertThat(run.seed()).isEqualTo(result.cell().seed());
      assertThat(result.epochs() * result.trainingImages()).isEqualTo(3 * 24);
      assertThat(run.training().epochs()).isEqualTo(result.epochs());
      assertThat(run.evaluation().everyEpochs()).isEqualTo(result.epochs());
      assertThat(run.transfer().fromCheckpoint()).isEqualTo("base/round-000003");
      assertThat(result.validation().top1()).isEqualTo((index + 1) / 100.0);
    }
    assertThat(trainings.runs.get(0).transfer().keepUntil()).isEqualTo("none");
    assertThat(trainings.runs.get(3).transfer().keepUntil()).isEqualTo("conv2");
    assertThat(trainings.runs.get(3).transfer().freezeUntil()).isEqualTo("conv2");
    assertThat(trainings.runs.get(4).transfer().keepUntil()).isEqualTo("conv2");
    assertThat(trainings.runs.get(4).transfer().freezeUntil()).isEqualTo("none");
  }

  @Test
  void doesAfterAStopWhatIsLeftAndNothingTwice() throws IOException {
    trainings.stopsAt = 8;
    Sweep first = sweep(SETTINGS, SweepListener.NONE);
    trainings.stop = first::stop;
    List<CellResult> done = first.run();
    assertThat(done).hasSize(7);
    assertThat(trainings.runs).hasSize(8);
    String interrupted = trainings.runs.get(7).run();

    trainings.stopped = false;
    List<Boolean> earlier = new ArrayList<>();
    List<CellResult> all =
        sweep(
                SETTINGS,
                new SweepListener() {
                  @Override
                  public void cellFinished(Place place, CellResult result, boolean before) {
                    assertThat(place.number()).isEqualTo(earlier.size() + 1);
                    earlier.add(before);
                  }
                })
            .run();

    assertThat(trainings.runs).hasSize(8 + 13);
    assertThat(trainings.runs.get(8).run()).isEqualTo(interrupted);
    assertThat(all).hasSize(20).startsWith(done.toArray(new CellResult[0]));
    assertThat(earlier.subList(0, 7)).containsOnly(true);
    assertThat(earlier.subList(7, 20)).containsOnly(false);
    assertThat(sweep(SETTINGS, SweepListener.NONE).run()).isEqualTo(all);
    assertThat(trainings.runs).hasSize(21);
  }

  @Test
  void triesTheFailedTrainingAgainAndNoFinishedOne() throws IOException {
    trainings.failsAt = 4;
    assertThatThrownBy(() -> sweep(SETTINGS, SweepListener.NONE).run())
        .isInstanceOf(DivergenceException.class);
    trainings.failsAt = 5;
    assertThatThrownBy(() -> sweep(SETTINGS, SweepListener.NONE).run())
        .isInstanceOf(DivergenceException.class);
    SweepSettings patient = settings("seed: 1\n" + faults(3) + "a: 2\n");
    assertThat(sweep(patient, SweepListener.NONE).run()).hasSize(20);

    List<String> runs = trainings.runs.stream().map(RunConfiguration::run).toList();
    assertThat(runs).hasSize(3 + 2 + 17);
    assertThat(runs.subList(3, 6)).containsOnly(runs.get(3));
    assertThat(runs.stream().distinct()).hasSize(20);
  }

  @Test
  void trainsNothingOnceItIsStopped() throws IOException {
    Sweep sweep = sweep(SETTINGS, SweepListener.NONE);
    sweep.stop();
    assertThat(sweep.run()).isEmpty();
  }

  @Test
  void refusesTheFolderOfAnotherSweep() throws IOException {
    sweep(SETTINGS, SweepListener.NONE).run();
    assertThatThrownBy(() -> sweep(settings("seed: 1\na: 3\n"), SweepListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "out holds a sweep with the setting a: 2, and a: 3 is asked for: change it back, or"
                + " name another folder.");
    SweepSettings other =
        new SweepSettings(
            "base/round-000004",
            "cd34",
            "train-print",
            "val-print",
            SETTINGS.depths(),
            SETTINGS.sizes(),
            SETTINGS.seeds(),
            SETTINGS.configuration());
    assertThatThrownBy(() -> sweep(other, SweepListener.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(
            "out holds a sweep with the checkpoint base/round-000003, and base/round-000004");
  }

  @Test
  void saysWhichFileIsDamaged() throws IOException {
    Sweep sweep = sweep(SETTINGS, SweepListener.NONE);
    sweep.run();
    storage.overwrite("out/results/2-seed1-frozen-conv1.json", new byte[] {'{'});
    assertThatThrownBy(sweep::run)
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("out/results/2-seed1-frozen-conv1.json is not what a sweep writes");
  }
}
