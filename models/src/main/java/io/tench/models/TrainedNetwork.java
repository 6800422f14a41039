package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.IOException;

/** What of a checkpoint classifies: the network and its parameters, without optimizer state. */
public final class TrainedNetwork {
  private final CheckpointSummary checkpoint;
  private final float[] parameters;

  private TrainedNetwork(CheckpointSummary checkpoint, float[] parameters) {
    this.checkpoint = checkpoint;
    this.parameters = parameters;
  }

  /**
   * Reads a checkpoint's folder, or that of a run: then its newest checkpoint that is whole.
   *
   * @throws BadInputException if there is none, or it is damaged; names the file
   */
  public static TrainedNetwork load(Storage storage, String uri) throws IOException {
    return CheckpointFiles.open(storage, uri, TrainedNetwork::open, skipped -> {});
  }

  /**
   * Reads one checkpoint.
   *
   * @throws BadInputException if the folder holds none, or it is damaged; names the file
   */
  public static TrainedNetwork open(Storage storage, String folder) throws IOException {
    CheckpointReader reader = new CheckpointReader(storage, folder);
    return new TrainedNetwork(reader.summary(), reader.parameters());
  }

  /** The checkpoint it comes from. */
  public CheckpointSummary checkpoint() {
    return checkpoint;
  }

  public NetworkDescription network() {
    return checkpoint.network();
  }

  /** DL4J's flat vector, not copied. */
  public float[] parameters() {
    return parameters;
  }

  /** As a checkpoint whose optimizers start anew. */
  public Checkpoint toCheckpoint() {
    return new Checkpoint(
        network(),
        checkpoint.position(),
        parameters,
        OptimizerState.NONE,
        OptimizerState.NONE,
        checkpoint.report());
  }
}
