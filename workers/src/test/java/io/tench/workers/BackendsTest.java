package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackendsTest {
  @Test
  void expectsNd4jOnAGpuWhereItsCudaBackendIsOnTheClassPath(@TempDir Path folder)
      throws IOException {
    Path backend = folder.resolve("org/nd4j/linalg/jcublas/JCublasBackend.class");
    Files.createDirectories(backend.getParent());
    Files.createFile(backend);
    try (URLClassLoader cuda = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      assertThat(Backends.mayUseGpu("nd4j", cuda)).isTrue();
      assertThat(Backends.mayUseGpu("torch", cuda)).isFalse();
    }
    assertThat(Backends.mayUseGpu("nd4j")).isFalse();
  }
}
