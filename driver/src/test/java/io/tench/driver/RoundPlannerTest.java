package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Seed;
import io.tench.driver.RunConfiguration.Decay;
import io.tench.driver.RunConfiguration.Rate;
import io.tench.models.TrainingPosition;
import io.tench.workers.LearningRate;
import io.tench.workers.ReplicaTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RoundPlannerTest {
  @Test
  void readsEverySampleExactlyOnceAnEpochInOrder() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      int rows = 1 + random.nextInt(500);
      int replicas = 1 + random.nextInt(9);
      int batchSize = 1 + random.nextInt(20);
      InnerSteps innerSteps = randomInnerSteps(random);
      RunConfiguration run = Runs.replicas(Runs.small(), replicas, batchSize, innerSteps);
      String trialName = "seed %d: %d rows, %s".formatted(seed, rows, run.training());

      long expected = 0;
      long step = 0;
      for (RoundPlan plan : plans(new RoundPlanner(run, rows))) {
        long steps = 0;
        for (ReplicaTask task : plan.tasks()) {
          long position = task.samples().epoch() * (long) rows + task.samples().from();
          assertThat(position).as(trialName).isEqualTo(expected);
          assertThat(task.firstStep()).as(trialName).isEqualTo(step);
          assertThat(task.samples().size()).as(trialName).isPositive();
          expected += task.samples().size();
          steps = Math.max(steps, (task.samples().size() + batchSize - 1) / batchSize);
        }
        assertThat(plan.steps()).as(trialName).isEqualTo(steps);
        step += steps;
      }
      long pace = (long) replicas * batchSize;
      assertThat(expected).as(trialName).isEqualTo(3L * rows);
      assertThat(step).as(trialName).isEqualTo(3 * ((rows + pace - 1) / pace));
    }
  }

  private static InnerSteps randomInnerSteps(Random random) {
    int steps = 1 + random.nextInt(9);
    return switch (random.nextInt(3)) {
      case 0 -> new InnerSteps.Constant(steps);
      case 1 -> new InnerSteps.PostLocal(steps, 3 * random.nextDouble());
      default -> new InnerSteps.Qsr(steps, 0.3 * random.nextDouble() + 0.01);
    };
  }

  @Test
  void splitsARoundEvenlyAndContiguously() {
    RunConfiguration run = Runs.replicas(Runs.small(), 3, 4, new InnerSteps.Constant(2));
    RoundPlan plan = new RoundPlanner(run, 100).plan(TrainingPosition.START);

    assertThat(plan.samples()).isEqualTo(24);
    assertThat(plan.steps()).isEqualTo(2);
    assertThat(plan.tasks()).extracting(task -> task.samples().from()).containsExactly(0L, 8L, 16L);
    assertThat(plan.after()).isEqualTo(new TrainingPosition(1, 0, 24, 2));
  }

  @Test
  void endsARoundWithItsEpoch() {
    RunConfiguration run = Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(4));
    RoundPlan plan = new RoundPlanner(run, 100).plan(new TrainingPosition(1, 0, 64, 4));

    assertThat(plan.samples()).isEqualTo(36);
    assertThat(plan.tasks()).extracting(task -> task.samples().size()).containsExactly(18L, 18L);
    assertThat(plan.after()).isEqualTo(new TrainingPosition(2, 1, 0, 7));
  }

  @Test
  void leavesOutReplicasWithoutSamples() {
    RunConfiguration run = Runs.replicas(Runs.small(), 8, 4, new InnerSteps.Constant(1));
    RoundPlan plan = new RoundPlanner(run, 3).plan(TrainingPosition.START);

    assertThat(plan.tasks()).hasSize(3).allMatch(task -> task.samples().size() == 1);
    assertThat(plan.tasks()).extracting(ReplicaTask::replica).doesNotHaveDuplicates();
  }

  @Test
  void seedsEachReplicaOfEachRoundByItsPlace() {
    RunConfiguration run = Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(1));
    RoundPlan plan = new RoundPlanner(run, 100).plan(new TrainingPosition(4, 0, 64, 4));

    assertThat(plan.tasks())
        .extracting(ReplicaTask::seed)
        .containsExactly(Seed.of(7, 5, 0), Seed.of(7, 5, 1));
  }

  @Test
  void takesOneStepARoundUntilPostLocalStarts() {
    RunConfiguration run = Runs.replicas(Runs.small(), 1, 10, new InnerSteps.PostLocal(5, 1));
    List<RoundPlan> plans = plans(new RoundPlanner(run, 100));

    assertThat(plans).extracting(RoundPlan::steps).startsWith(1L, 1L).endsWith(5L, 5L);
    assertThat(plans).hasSize(10 + 2 + 2);
  }

  @Test
  void lengthensRoundsAsTheRateFalls() {
    Rate steps = new Rate(0.1, 0, new Decay.Steps(List.of(1.0, 2.0), 0.5));
    RunConfiguration run = Runs.replicas(Runs.small(), 1, 1, new InnerSteps.Qsr(2, 0.2));
    List<RoundPlan> plans = plans(new RoundPlanner(Runs.rate(run, 3, steps), 1000));

    assertThat(stepsAt(plans, 0)).isEqualTo(4);
    assertThat(stepsAt(plans, 1)).isEqualTo(16);
    assertThat(stepsAt(plans, 2)).isEqualTo(64);
  }

  private static long stepsAt(List<RoundPlan> plans, int epoch) {
    return plans.stream()
        .filter(plan -> plan.before().epoch() == epoch)
        .findFirst()
        .orElseThrow()
        .steps();
  }

  @Test
  void warmsUpWithTheRoundsThatFollowTheWarmUp() {
    Rate warm = new Rate(0.1, 1, new Decay.Constant());
    RunConfiguration run = Runs.replicas(Runs.small(), 1, 1, new InnerSteps.Qsr(2, 0.2));
    RoundPlan first = new RoundPlanner(Runs.rate(run, 3, warm), 1000).plan(TrainingPosition.START);

    assertThat(first.steps()).isEqualTo(4);
    assertThat(first.learningRate()).isCloseTo(0.1 / 1000, within(1e-12));
  }

  @Test
  void countsTheRateInGlobalSteps() {
    RunConfiguration run = Runs.replicas(Runs.small(), 3, 4, new InnerSteps.Constant(2));
    Rate cosine = new Rate(0.4, 0.5, new Decay.Cosine());
    Rate steps = new Rate(0.4, 0, new Decay.Steps(List.of(1.0, 2.5), 0.1));

    assertThat(new RoundPlanner(Runs.rate(run, 5, cosine), 95).learningRate())
        .isEqualTo(new LearningRate(0.4, 4, new LearningRate.Decay.Cosine(40)));
    assertThat(new RoundPlanner(Runs.rate(run, 5, steps), 95).learningRate())
        .isEqualTo(new LearningRate(0.4, 0, new LearningRate.Decay.Steps(List.of(8L, 20L), 0.1)));
  }

  @Test
  void foreseesTheRoundsAhead() {
    RunConfiguration run = Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(4));
    RoundPlanner planner = new RoundPlanner(run, 100);
    List<RoundPlan> plans = plans(planner);

    assertThat(planner.roundsAfter(TrainingPosition.START)).isEqualTo(plans.size()).isEqualTo(6);
    assertThat(planner.roundsAfter(plans.get(1).after())).isEqualTo(4);
  }

  @Test
  void refusesAnEmptyDataSet() {
    assertThatThrownBy(() -> new RoundPlanner(Runs.small(), 0))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("data/train has no samples");
  }

  private static List<RoundPlan> plans(RoundPlanner planner) {
    List<RoundPlan> plans = new ArrayList<>();
    TrainingPosition position = TrainingPosition.START;
    while (!planner.isDone(position)) {
      plans.add(planner.plan(position));
      position = plans.get(plans.size() - 1).after();
      assertThat(position.round()).isEqualTo(plans.size());
    }
    return plans;
  }
}
