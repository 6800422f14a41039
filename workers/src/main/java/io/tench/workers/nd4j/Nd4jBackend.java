package io.tench.workers.nd4j;

import io.tench.datasets.Batch;
import io.tench.workers.Backend;
import io.tench.workers.ClassifierConfiguration;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
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
  public Network open(NetworkSettings settings) {
    ComputationGraphConfiguration configuration = ClassifierConfiguration.of(settings);
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    return new Nd4jNetwork(settings, configuration);
  }
}
