package io.tench.workers.nd4j;

import io.tench.datasets.Batch;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import io.tench.workers.ClassifierConfiguration;
import io.tench.workers.Compute;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.Precision;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;

/**
 * DL4J on nd4j: runs every layer that a configuration can hold. nd4j's own thread count and that of
 * its BLAS belong to the process, so the {@link NetworkSettings#threads} of the latest call hold
 * for all networks in it; OpenMP's belongs to the thread. Where the environment sets {@code
 * OMP_NUM_THREADS}, nd4j's own count cannot exceed it.
 */
public final class Nd4jBackend implements Backend {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Batch.Layout layout() {
    return Batch.Layout.CHANNELS_FIRST;
  }

  @Override
  public Optional<String> lacks(Compute compute) {
    if (compute.precision() != Precision.FLOAT32) {
      return Optional.of(
          "training.precision: %s needs training.backend: torch; nd4j computes in float32."
              .formatted(compute.precision()));
    }
    return compute.device().isGpu()
        ? Optional.of(
            "training.device: %s needs training.backend: torch; nd4j computes on the CPU."
                .formatted(compute.device()))
        : Optional.empty();
  }

  @Override
  public Network open(NetworkSettings settings) {
    Backends.require(this, settings.compute());
    ComputationGraphConfiguration configuration = ClassifierConfiguration.of(settings);
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    return new Nd4jNetwork(settings, configuration);
  }
}
