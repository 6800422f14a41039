package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the build packs, and where. */
class PackageIT {
  private static final Path TENCH = Path.of("target/tench.jar");
  private static final Path SPARK = Path.of("target/spark/jars");

  private static Set<String> entries(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Path> sparkJars() throws IOException {
    try (Stream<Path> jars = Files.list(SPARK)) {
      return jars.sorted().toList();
    }
  }

  @Test
  void packsNoClassThatSparkHas() throws IOException {
    Set<String> packed = entries(TENCH);
    Set<String> twice = new TreeSet<>();
    for (Path jar : sparkJars()) {
      for (String entry : entries(jar)) {
        if (entry.endsWith(".class") && packed.contains(entry)) {
          twice.add(jar.getFileName() + ": " + entry);
        }
      }
    }

    assertThat(sparkJars()).hasSizeGreaterThan(100);
    assertThat(twice).isEmpty();
  }

  @Test
  void packsTenchItsEnginesAndTheSampleOnce() throws IOException {
    try (JarFile file = new JarFile(TENCH.toFile())) {
      List<String> names = file.stream().map(entry -> entry.getName()).toList();

      assertThat(names)
          .doesNotHaveDuplicates()
          .contains(
              "io/tench/driver/cli/Main.class",
              "io/tench/workers/Replica.class",
              "org/deeplearning4j/nn/graph/ComputationGraph.class",
              "conf/fashion-mnist.yaml",
              "fashion-mnist/train/_manifest.json",
              "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend");
      assertThat(names).noneMatch(name -> name.matches("META-INF/[^/]+\\.(SF|RSA|DSA)"));
      for (String library : List.of("nd4jcpu", "torch_cpu", "opencv_imgcodecs", "openblas")) {
        assertThat(names).anyMatch(name -> name.matches(".*/(lib)?" + library + "\\b.*"));
      }
      assertThat(file.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("io.tench.driver.cli.Main");
    }
  }

  @Test
  void isSmallEnoughToSendToEveryExecutor() throws IOException {
    assertThat(Files.size(TENCH)).isLessThan(300L << 20);
  }

  @Test
  void saysWhichVersionItIsAndOfWhichCommit() throws IOException {
    try (JarFile file = new JarFile(TENCH.toFile())) {
      assertThat(file.getManifest().getMainAttributes().getValue("Implementation-Version"))
          .matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?(, commit [0-9a-f]{12,}(-dirty)?)?");
    }
  }
}
