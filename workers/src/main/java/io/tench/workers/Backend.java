package io.tench.workers;

import io.tench.datasets.Batch;
import java.util.Optional;

/** An engine that runs a network's configuration on its flat parameter vector. Stateless. */
public interface Backend {
  /** {@code nd4j} or {@code torch}, as configured. */
  String name();

  /** The layout in which the engine wants its images. */
  Batch.Layout layout();

  /**
   * What this process lacks to compute so: a sentence that names the key, from "training." on;
   * empty if nothing.
   */
  Optional<String> lacks(Compute compute);

  /**
   * Builds a network, with its parameters unset: call {@link Network#load} before anything else.
   *
   * @throws io.tench.datasets.BadInputException if the engine cannot run a layer of it; names the
   *     layer and the backend that can. Or if this process {@link #lacks} something
   */
  Network open(NetworkSettings settings);
}
