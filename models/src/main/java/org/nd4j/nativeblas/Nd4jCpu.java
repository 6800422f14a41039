package org.nd4j.nativeblas;

/**
 * Brings back DL4J's oneDNN helpers. DL4J 1.0.0-M2.1 asks by reflection for {@code
 * org.nd4j.nativeblas.Nd4jCpu$Environment.isUseMKLDNN()} before it hands a convolution, pooling or
 * batch norm to oneDNN ({@code BaseMKLDNNHelper.mklDnnEnabled}), but nd4j 1.0.0-M2.1 has moved that
 * class to {@code org.nd4j.linalg.cpu.nativecpu.bindings}. Where the name is missing, every layer
 * silently takes a path that is several times slower.
 */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** Answers under the old name. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    /**
     * True if the natives were built with oneDNN and it is switched on. The switch alone says
     * nothing: natives without oneDNN report it as on.
     */
    public boolean isUseMKLDNN() {
      return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance().isUseONEDNN()
          && NativeOpsHolder.getInstance().getDeviceNativeOps().buildInfo().contains("HAVE_ONEDNN");
    }
  }
}
