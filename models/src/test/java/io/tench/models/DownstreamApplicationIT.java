package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.ImageShape;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example application, compiled and run with {@code models} and what that brings: no Spark. */
class DownstreamApplicationIT {
  private static final List<String> NAMES = List.of("tench", "goldfish", "great white", "hen");
  private static final List<String> OF_TESTS =
      List.of(
          "test-classes", "-tests.jar", "junit", "assertj", "opentest4j", "apiguardian", "log4j");

  @TempDir private Path folder;

  @Test
  void classifiesWithoutSparkOnTheClassPath() throws Exception {
    List<String> classPath = classPathOfModels();
    for (String entry : classPath) {
      assertThat(classes(entry))
          .as(entry)
          .noneMatch(name -> name.startsWith("org/apache/spark/") || name.startsWith("scala/"));
    }
    String checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 42);
    CheckpointFiles.write(
        new HadoopStorage(),
        checkpoint,
        Checkpoints.of("resnet-20", new ImageShape(3, 16, 16), NAMES, 0, 0));
    byte[] photo = Images.jpeg(Images.scene(60, 40, 1));
    Path file = Files.write(folder.resolve("photo.jpg"), photo);

    List<String> lines = run(compiled(classPath), classPath, checkpoint, file.toString());

    List<String[]> named =
        lines.stream()
            .filter(line -> line.startsWith(file + "\t"))
            .map(line -> line.split("\t", -1))
            .toList();
    try (Classifier classifier = Classifier.load(checkpoint)) {
      List<Prediction> expected = classifier.classify(photo, 3);
      assertThat(named).as("printed: %s", lines).hasSize(3);
      for (int place = 0; place < 3; place++) {
        assertThat(named.get(place)[1]).isEqualTo(expected.get(place).label().name());
        assertThat(Float.parseFloat(named.get(place)[2]))
            .isCloseTo(expected.get(place).probability(), within(1e-5f));
      }
    }
  }

  /** This test's, without what only tests bring. */
  private static List<String> classPathOfModels() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (OF_TESTS.stream().noneMatch(entry::contains)) {
        entries.add(entry);
      }
    }
    assertThat(entries).anyMatch(entry -> entry.contains("deeplearning4j-nn"));
    return entries;
  }

  private static List<String> classes(String entry) throws IOException {
    if (entry.endsWith(".jar")) {
      try (JarFile jar = new JarFile(entry)) {
        return jar.stream().map(file -> file.getName()).toList();
      }
    }
    Path root = Path.of(entry);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files.map(file -> root.relativize(file).toString()).toList();
    }
  }

  private Path compiled(List<String> classPath) throws IOException {
    Path application = Files.createDirectory(folder.resolve("application"));
    int problems =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-proc:none",
                "-cp",
                String.join(File.pathSeparator, classPath),
                "-d",
                application.toString(),
                Path.of("src/test/java/example/NamePhotos.java").toAbsolutePath().toString());
    assertThat(problems).isZero();
    return application;
  }

  private List<String> run(Path application, List<String> classPath, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-cp");
    command.add(application + File.pathSeparator + String.join(File.pathSeparator, classPath));
    command.add("example.NamePhotos");
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).as("ended in time").isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
      return Files.readAllLines(output);
    } finally {
      process.destroyForcibly();
    }
  }
}
