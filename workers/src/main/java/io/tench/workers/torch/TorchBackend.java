package io.tench.workers.torch;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.workers.Backend;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;

/** Runs networks on libtorch, on the CPU, channels last. */
public final class TorchBackend implements Backend {
  /** True if this platform's natives are here and load; the first call takes some seconds. */
  public static boolean available() {
    return Libtorch.available();
  }

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public Batch.Layout layout() {
    return Batch.Layout.CHANNELS_LAST;
  }

  @Override
  public Network open(NetworkSettings settings) {
    if (!available()) {
      throw new BadInputException(
          "backend: torch needs org.bytedeco:pytorch's natives, which do not load here; set backend: nd4j");
    }
    return new TorchNetwork(settings);
  }
}
