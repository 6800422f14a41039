package io.tench.workers.torch;

import io.tench.workers.Device;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Where one network's tensors lie. */
final class Placement {
  /** Networks that took their process's next GPU. */
  private static final AtomicInteger TAKEN = new AtomicInteger();

  private final org.bytedeco.pytorch.Device device;
  private final TensorOptions floats;

  Placement(Device wanted, Owned owned) {
    device = owned.keep(new org.bytedeco.pytorch.Device(type(wanted), index(wanted)));
    floats =
        owned.keep(new TensorOptions(torch.ScalarType.Float).device(new DeviceOptional(device)));
  }

  private static torch.DeviceType type(Device wanted) {
    return wanted.isGpu() ? torch.DeviceType.CUDA : torch.DeviceType.CPU;
  }

  private static byte index(Device wanted) {
    if (!wanted.isGpu()) {
      return -1;
    }
    return (byte)
        (wanted.index() == Device.ANY
            ? Math.floorMod(TAKEN.getAndIncrement(), torch.cuda_device_count())
            : wanted.index());
  }

  /** What keeps this process from computing there, if anything. */
  static Optional<String> lacks(Device wanted) {
    if (!wanted.isGpu()) {
      return Optional.empty();
    }
    String natives = "/org/bytedeco/pytorch/%s-gpu/libjnitorch.so".formatted(Loader.getPlatform());
    if (Placement.class.getResource(natives) == null) {
      return Optional.of(
          "training.device: %s needs the GPU's tench.jar, and this one computes on the CPU only: build it with mvn -Pcuda, or set training.device: cpu."
              .formatted(wanted));
    }
    int devices = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    if (devices <= Math.max(0, wanted.index())) {
      return Optional.of(
          "training.device: %s is not there, libtorch sees %d CUDA devices: look at nvidia-smi and the driver's version, or set training.device to cpu or another GPU."
              .formatted(wanted, devices));
    }
    return Optional.empty();
  }

  /** For float32 tensors. */
  TensorOptions floats() {
    return floats;
  }

  /** A copy there of a tensor in Java's memory, or the tensor itself where that is the place. */
  Tensor here(Tensor tensor) {
    return device.is_cpu() ? tensor : tensor.to(device, tensor.scalar_type());
  }
}
