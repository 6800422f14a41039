package io.tench.workers.torch;

import io.tench.datasets.Batch;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import io.tench.workers.Compute;
import io.tench.workers.Device;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.Precision;
import java.util.Optional;

/** Runs networks on libtorch, channels last. */
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
  public Optional<String> lacks(Compute compute) {
    if (!available()) {
      return Optional.of(
          "training.backend: torch needs org.bytedeco:pytorch's natives, which do not load here; set training.backend: nd4j.");
    }
    Device device = compute.device();
    if (compute.precision() == Precision.BFLOAT16
        && !device.isGpu()
        && !CpuFeatures.haveBfloat16()) {
      return Optional.of(
          "training.precision: bfloat16 needs a CPU with avx512_bf16, amx_bf16 or ARM's bf16, and this one has none of them: set training.precision: float32.");
    }
    return Placement.lacks(device);
  }

  @Override
  public Network open(NetworkSettings settings) {
    Backends.require(this, settings.compute());
    return new TorchNetwork(settings);
  }
}
