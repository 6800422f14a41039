package io.tench.driver.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import org.apache.spark.SparkEnv;
import org.bytedeco.javacpp.Pointer;

/**
 * What an executor knows of its own bounds.
 *
 * @param heap most bytes of Java's heap
 * @param machine bytes of memory, of the machine or of the control group that the process is in
 * @param javacpp most bytes of the process for javacpp, or 0
 */
record ExecutorFacts(String executor, String host, long heap, long machine, long javacpp, int cores)
    implements Serializable {
  /** Those of the process that asks. */
  static ExecutorFacts here() {
    Runtime java = Runtime.getRuntime();
    return new ExecutorFacts(
        SparkEnv.get().executorId(),
        SparkEnv.get().blockManager().blockManagerId().host(),
        java.maxMemory(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        Pointer.maxPhysicalBytes(),
        java.availableProcessors());
  }
}
