package io.tench.models.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;

/** A process of its own, because natives load once in each. */
class OneDnnBackendIT {
  @Test
  void fallsBackToThePlainNativesOnACpuWithoutAvx2AndSaysSoOnce() throws Exception {
    assumeTrue(VectorExtension.level() > 0, "only an x86 JVM can hide AVX2");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:UseAVX=1",
                "-Dlog4j2.level=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutAvx2.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("helper null").containsOnlyOnce("nd4j runs without oneDNN");
    assertThat(output).containsPattern("natives .*linux-x86_64/|natives .*macosx-x86_64/");
    assertThat(output).contains("extension null");
  }

  /** The forked main. */
  static final class WithoutAvx2 {
    private WithoutAvx2() {}

    public static void main(String[] arguments) {
      ComputationGraph graph = new ComputationGraph(OneDnnBackendTest.configuration());
      graph.init();
      System.out.println("helper " + graph.getLayer("conv").getHelper());
      System.out.println("natives " + Loader.load(Nd4jCpu.class));
      System.out.println("extension " + Loader.loadProperties().getProperty("platform.extension"));
    }
  }
}
