package io.tench.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Decay;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.Rate;
import io.tench.driver.Runs;
import io.tench.driver.configuration.RunConfigurationWriter;
import org.junit.jupiter.api.Test;

class SameRunTest {
  private static final RunConfiguration RUN = Runs.small();

  @Test
  void namesEachDifference() {
    RunConfiguration other = Runs.replicas(RUN, 4, 16, RUN.training().innerSteps());

    assertThatThrownBy(() -> require(RUN, other))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "runs/small holds a run with another configuration, training.batch-size is 8 there and 16 here, training.replicas is 1 there and 4 here; change it back, or set run to another folder.");
  }

  @Test
  void namesKeysThatOnlyOneHas() {
    Rate steps = new Rate(0.1, 0, new Decay.Steps(java.util.List.of(1.0), 0.1));

    assertThatThrownBy(() -> require(RUN, Runs.rate(RUN, 3, steps)))
        .hasMessageContaining("training.learning-rate.decay.factor is not set there and 0.1 here")
        .hasMessageContaining("decay.type is constant there and steps here");
  }

  @Test
  void goesOnWithARunFromBeforeAKeyExisted() {
    String ours = RunConfigurationWriter.resolvedYaml(RUN);
    String before = ours.replaceAll("(?m)^ *(compression|precision|device): .*\\n", "");

    assertThat(before).isNotEqualTo(ours);
    assertThatCode(() -> SameRun.require("runs/small", before, ours)).doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                SameRun.require(
                    "runs/small", before, ours.replace("compression: none", "compression: int8")))
        .hasMessageContaining("training.compression is none there and int8 here");
  }

  @Test
  void letsWhatIsKeptAndMeasuredChange() {
    RunConfiguration other = Runs.schedule(RUN, new Checkpoints(9, 9), new Evaluation(2, 99));

    assertThatCode(() -> require(RUN, other)).doesNotThrowAnyException();
  }

  @Test
  void letsARunGrowLongerUnlessItsRateDependsOnTheLength() {
    Rate cosine = new Rate(0.1, 0, new Decay.Cosine());

    assertThatCode(() -> require(RUN, Runs.rate(RUN, 9, RUN.training().learningRate())))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> require(Runs.rate(RUN, 3, cosine), Runs.rate(RUN, 9, cosine)))
        .hasMessageContaining("training.epochs is 3 there and 9 here");
  }

  @Test
  void refusesAnotherDataSetAtTheSamePlace() {
    assertThatThrownBy(() -> require(on("data/train", "abc"), on("data/train", "def")))
        .hasMessage(
            "runs/small holds a run on another data set than lies in data/train now (fingerprint abc there, def here); put that one back, or set run to another folder.");
  }

  @Test
  void letsTheSameDataSetLieElsewhere() {
    assertThatCode(() -> require(on("data/train", "abc"), on("other/train", "abc")))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> require(on("data/train", "abc"), on("other/train", "def")))
        .hasMessageContaining("data.train is data/train there and other/train here");
    assertThatThrownBy(() -> require(on("data/train", "any"), on("other/train", "any")))
        .hasMessageContaining("data.train is data/train there and other/train here");
  }

  @Test
  void letsWhatIsBorneChange() {
    RunConfiguration other =
        Runs.tolerance(RUN, new RunConfiguration.FaultTolerance(9, 9, 9, 0.1, 9));
    assertThatCode(() -> require(RUN, other)).doesNotThrowAnyException();
  }

  private static RunConfiguration on(String train, String fingerprint) {
    return RUN.withLocations(
        RUN.run(), new RunConfiguration.Data(train, "data/validation", fingerprint));
  }

  private static void require(RunConfiguration theirs, RunConfiguration ours) {
    SameRun.require(
        "runs/small",
        RunConfigurationWriter.resolvedYaml(theirs),
        RunConfigurationWriter.resolvedYaml(ours));
  }
}
