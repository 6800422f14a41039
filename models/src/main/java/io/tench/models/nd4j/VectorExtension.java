package io.tench.models.nd4j;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/** The vector instructions of this CPU, as the JVM has found them. */
final class VectorExtension {
  /** HotSpot's {@code UseAVX} for AVX2; 3 is AVX-512. */
  static final int AVX2 = 2;

  private VectorExtension() {}

  /** HotSpot's {@code UseAVX}; 0 on a CPU or a JVM that has no such thing. */
  static int level() {
    HotSpotDiagnosticMXBean hotspot =
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (hotspot == null) {
      return 0;
    }
    try {
      return Integer.parseInt(hotspot.getVMOption("UseAVX").getValue());
    } catch (IllegalArgumentException noSuchOption) {
      return 0;
    }
  }
}
