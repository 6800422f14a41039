package io.tench.driver;

import io.tench.datasets.Augmentation;
import io.tench.datasets.ImageShape;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Data;
import io.tench.driver.RunConfiguration.Decay;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunConfiguration.Model;
import io.tench.driver.RunConfiguration.Rate;
import io.tench.driver.RunConfiguration.Training;
import io.tench.driver.compression.Compression;
import io.tench.workers.Compute;
import io.tench.workers.InnerOptimizer;

/** Configurations for tests: a small run, and the ways in which a test's own differs from it. */
public final class Runs {
  private Runs() {}

  /** Three epochs of constant rate 0.1 on one replica with batches of 8 and one inner step. */
  public static RunConfiguration small() {
    Training training =
        new Training(
            "nd4j",
            Compute.PLAIN,
            3,
            1,
            1,
            8,
            new InnerSteps.Constant(1),
            new InnerOptimizer.Sgd(0, false, 0),
            InnerState.AVERAGE,
            new OuterOptimizer.Average(),
            Compression.NONE,
            new Rate(0.1, 0, new Decay.Constant()),
            0,
            0,
            2);
    return new RunConfiguration(
        "runs/small",
        7,
        new Data("data/train", "data/validation"),
        new Model("lenet", new ImageShape(1, 28, 28), 28),
        Augmentation.NONE,
        training,
        new Checkpoints(1, 3),
        new Evaluation(1, 8));
  }

  public static RunConfiguration with(RunConfiguration run, Training training) {
    return new RunConfiguration(
        run.run(),
        run.seed(),
        run.data(),
        run.network(),
        run.augmentation(),
        training,
        run.checkpoints(),
        run.evaluation());
  }

  public static RunConfiguration replicas(
      RunConfiguration run, int replicas, int batchSize, InnerSteps innerSteps) {
    Training old = run.training();
    return with(
        run,
        new Training(
            old.backend(),
            old.compute(),
            old.epochs(),
            replicas,
            old.threadsPerReplica(),
            batchSize,
            innerSteps,
            old.innerOptimizer(),
            old.innerState(),
            old.outerOptimizer(),
            old.compression(),
            old.learningRate(),
            old.labelSmoothing(),
            old.gradientClip(),
            old.prefetch()));
  }

  public static RunConfiguration optimizers(
      RunConfiguration run, InnerOptimizer inner, InnerState state, OuterOptimizer outer) {
    Training old = run.training();
    return with(
        run,
        new Training(
            old.backend(),
            old.compute(),
            old.epochs(),
            old.replicas(),
            old.threadsPerReplica(),
            old.batchSize(),
            old.innerSteps(),
            inner,
            state,
            outer,
            old.compression(),
            old.learningRate(),
            old.labelSmoothing(),
            old.gradientClip(),
            old.prefetch()));
  }

  public static RunConfiguration rate(RunConfiguration run, int epochs, Rate rate) {
    Training old = run.training();
    return with(
        run,
        new Training(
            old.backend(),
            old.compute(),
            epochs,
            old.replicas(),
            old.threadsPerReplica(),
            old.batchSize(),
            old.innerSteps(),
            old.innerOptimizer(),
            old.innerState(),
            old.outerOptimizer(),
            old.compression(),
            rate,
            old.labelSmoothing(),
            old.gradientClip(),
            old.prefetch()));
  }

  public static RunConfiguration schedule(
      RunConfiguration run, Checkpoints checkpoints, Evaluation evaluation) {
    return new RunConfiguration(
        run.run(),
        run.seed(),
        run.data(),
        run.network(),
        run.augmentation(),
        run.training(),
        checkpoints,
        evaluation);
  }

  public static RunConfiguration tolerance(
      RunConfiguration run, RunConfiguration.FaultTolerance tolerance) {
    return new RunConfiguration(
        run.run(),
        run.seed(),
        run.data(),
        run.network(),
        run.augmentation(),
        run.training(),
        run.checkpoints(),
        run.evaluation(),
        tolerance,
        run.transfer());
  }
}
