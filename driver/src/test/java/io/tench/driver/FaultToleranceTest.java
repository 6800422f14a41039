package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Skipped;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.FaultTolerance;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.workers.DivergenceException;
import io.tench.workers.ReplicaResult.Report;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the loop makes of rounds that diverge, and of samples that were left out. */
class FaultToleranceTest {
  private static final String FOLDER = "/runs/tiny";
  private static final NetworkDescription NETWORK = Networks.tiny(5);
  private static final RunConfiguration RUN =
      Runs.schedule(
          Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(2)),
          new Checkpoints(1, 3),
          new Evaluation(1, 8));

  private final MemoryStorage storage = new MemoryStorage();
  private final List<String> warnings = new ArrayList<>();

  /** Diverges in round 3 while its learning rate is above a bound, and leaves samples out. */
  private static final class Unstable implements Cluster {
    private final PureCluster cluster = new PureCluster(NETWORK.layout(), round -> {});
    private final double stable;
    private final int skipped;
    private final List<String> rounds = new ArrayList<>();

    Unstable(double stable, int skipped) {
      this.stable = stable;
      this.skipped = skipped;
    }

    @Override
    public RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException {
      rounds.add(plan.round() + " at " + plan.learningRate());
      if (plan.round() == 3 && plan.tasks().get(0).rateFactor() > stable) {
        throw new DivergenceException(3, 0, 5, Double.NaN);
      }
      RoundOutcome outcome = cluster.run(plan, start);
      List<Report> reports = outcome.reports().stream().map(this::leavingOut).toList();
      return new RoundOutcome(outcome.average(), outcome.inner(), reports, outcome.averaging());
    }

    private Report leavingOut(Report report) {
      return new Report(
          report.replica(),
          report.samples(),
          report.steps(),
          report.loss(),
          report.correct(),
          report.waiting(),
          report.computing(),
          report.total(),
          report.replica() == 0 && skipped > 0
              ? new Skipped(skipped, List.of("The image a.jpg is truncated."))
              : Skipped.NONE);
    }

    @Override
    public void cancel() {
      cluster.cancel();
    }
  }

  @Test
  void goesBackToTheRoundsStartAndOnAtALowerRate() {
    Unstable cluster = new Unstable(0.3, 0);
    Checkpoint last = train(new FaultTolerance(0, 0, 2, 0.5, 0), cluster, 0);

    assertThat(last.round()).isEqualTo(6);
    assertThat(cluster.rounds)
        .containsExactly(
            "1 at 0.1",
            "2 at 0.1",
            "3 at 0.1",
            "3 at 0.05",
            "3 at 0.025",
            "4 at 0.1",
            "5 at 0.1",
            "6 at 0.1");
    assertThat(warnings)
        .filteredOn(warning -> warning.contains("diverged in round 3"))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("Going back to round 2 and on with learning rate 0.025, retry 2 of 2.");
  }

  @Test
  void givesTheSameBitsWhenItIsKilledBetweenTries() {
    Checkpoint undisturbed = train(new FaultTolerance(0, 0, 2, 0.5, 0), new Unstable(0.3, 0), 0);
    storage.delete(FOLDER);
    assertThatThrownBy(() -> train(new FaultTolerance(0, 0, 1, 0.5, 0), new Unstable(0.3, 0), 0))
        .isInstanceOf(DivergenceException.class);
    Checkpoint after = train(new FaultTolerance(0, 0, 2, 0.5, 0), new Unstable(0.3, 0), 0);
    assertThat(after.parameters()).isEqualTo(undisturbed.parameters());
  }

  @Test
  void stopsWithTheRoundBeforePublishedWhereNoRetryIsLeft() {
    assertThatThrownBy(() -> train(FaultTolerance.NONE, new Unstable(0.3, 0), 0))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining("diverged in round 3, replica 0, step 5, where the loss was NaN");
    assertThat(store().latest().orElseThrow().round()).isEqualTo(2);
  }

  @Test
  void countsBadSamplesAndGoesOnWithinTheBudgetOfAnEpoch() {
    Checkpoint last = train(new FaultTolerance(8, 0, 0, 0.5, 0), new Unstable(1, 4), 0);

    assertThat(last.round()).isEqualTo(6);
    assertThat(warnings)
        .contains("Round 1 left out 4 bad samples (The image a.jpg is truncated.).")
        .hasSize(6);
  }

  @Test
  void stopsWhereAnEpochHasTooManyBadSamples() {
    assertThatThrownBy(() -> train(new FaultTolerance(7, 0, 0, 0.5, 0), new Unstable(1, 4), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "Round 2 left out 4 bad samples (The image a.jpg is truncated.), which makes 8 in epoch 1, where fault-tolerance.max-bad-samples allows 7: mend the data set, or raise it.");
    assertThat(store().latest().orElseThrow().round()).isEqualTo(1);
  }

  @Test
  void stopsWhereAnEvaluationHasTooManyBadSamples() {
    assertThatThrownBy(() -> train(new FaultTolerance(7, 0, 0, 0.5, 0), new Unstable(1, 0), 8))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("The evaluation of round 2 left out 8 bad samples");
  }

  private Checkpoint train(FaultTolerance tolerance, Cluster cluster, int skippedInEvaluation) {
    RunConfiguration run = Runs.tolerance(RUN, tolerance);
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void warned(String sentence) {
            warnings.add(sentence);
          }
        };
    return new Trainer(
            run,
            new RunDescription("seed: 7\n", "test"),
            new RoundPlanner(run, 60),
            cluster,
            checkpoint ->
                new EvaluationReport(
                    new Metrics(10, 1, 0.5, 1),
                    new Skipped(skippedInEvaluation, List.of()),
                    List.of()),
            NETWORK.layout(),
            store(),
            listener,
            Runnable::run)
        .train(() -> Networks.initial(NETWORK, "seed: 7\n"));
  }

  private CheckpointStore store() {
    return new CheckpointStore(storage, FOLDER, 3, warnings::add);
  }
}
