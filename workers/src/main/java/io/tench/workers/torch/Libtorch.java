package io.tench.workers.torch;

import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The native library, loaded once per process. */
final class Libtorch {
  private static final Logger LOG = LoggerFactory.getLogger(Libtorch.class);
  private static final boolean AVAILABLE = load();

  private Libtorch() {}

  /** True if the natives of this platform are on the class path and load. */
  static boolean available() {
    return AVAILABLE;
  }

  /**
   * Gives the calling thread {@code threads} for tensor operations. OpenMP keeps the number per
   * thread, so that replicas in one process do not disturb each other's.
   */
  static void useThreads(int threads) {
    // Setting it drops the thread's cached convolution primitives: only when it differs.
    if (torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
  }

  private static boolean load() {
    try {
      Loader.load(torch.class);
      // Read at the first allocation: activations on huge pages cost fewer page faults.
      torch.set_env("THP_MEM_ALLOC_ENABLE", "1", false);
      return true;
    } catch (LinkageError | RuntimeException e) {
      LOG.info("libtorch does not load here: {}", e.toString());
      return false;
    }
  }
}
