package io.tench.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs the packaged application jar through {@code spark-submit}. */
public sealed interface SparkSubmission {
  /** The application jar that the build packaged. */
  static Path applicationJar() {
    Path jar = Path.of("target", "tench.jar").toAbsolutePath();
    if (!Files.exists(jar)) {
      throw new AssertionError(jar + " is missing: run this test by mvn verify");
    }
    return jar;
  }

  /** The folder of Spark's jars that the build collected. */
  static Path builtSparkHome() {
    return Path.of("target", "spark").toAbsolutePath();
  }

  /** Starts {@code tench} with these arguments on a cluster. */
  ChildProcess submit(String name, Path folder, String master, List<String> arguments);

  private static List<String> options(
      String master, List<String> sparkOptions, List<String> arguments) {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--master", master, "--class", "io.tench.driver.cli.Main"));
    options.addAll(List.of("--driver-memory", "1g", "--executor-memory", "1g"));
    options.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));
    options.addAll(sparkOptions);
    options.add(applicationJar().toString());
    options.addAll(arguments);
    return options;
  }

  /**
   * By its main class, from the build's own jars.
   *
   * @param classPath of the driver, before Spark's
   * @param sparkOptions of spark-submit, besides those of every test
   */
  record MainClass(List<Path> classPath, List<String> sparkOptions) implements SparkSubmission {
    public MainClass() {
      this(List.of(), List.of());
    }

    @Override
    public ChildProcess submit(String name, Path folder, String master, List<String> arguments) {
      Path home = builtSparkHome();
      List<String> command = new ArrayList<>();
      String jars = home.resolve("jars") + "/*";
      String path =
          Stream.concat(classPath.stream().map(Path::toString), Stream.of(jars))
              .collect(Collectors.joining(":"));
      command.addAll(List.of("-Xmx1g", "-cp", path));
      command.add("org.apache.spark.deploy.SparkSubmit");
      command.addAll(options(master, sparkOptions, arguments));
      return ChildProcess.java(name, folder, StandaloneSpark.environment(home), command);
    }
  }

  /** By a Spark distribution's own {@code bin/spark-submit}. */
  record Distribution(Path home) implements SparkSubmission {
    /** The distribution at {@code SPARK_HOME}, or of Python's pyspark, if there is one. */
    public static Optional<Distribution> installed() throws IOException {
      String named = System.getenv("SPARK_HOME");
      if (named != null) {
        return Optional.of(new Distribution(Path.of(named)));
      }
      Path folder = Files.createTempDirectory("pyspark");
      List<String> question =
          List.of("python3", "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))");
      try (ChildProcess python = ChildProcess.start("home", folder, Map.of(), question)) {
        return python.exitCode(Duration.ofMinutes(1)) == 0
            ? Optional.of(new Distribution(Path.of(python.output().strip())))
            : Optional.empty();
      } catch (UncheckedIOException noPython) {
        return Optional.empty();
      }
    }

    @Override
    public ChildProcess submit(String name, Path folder, String master, List<String> arguments) {
      List<String> command = new ArrayList<>();
      command.add(home.resolve("bin").resolve("spark-submit").toString());
      command.addAll(options(master, List.of(), arguments));
      Map<String, String> environment = new HashMap<>(StandaloneSpark.environment(home));
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      return ChildProcess.start(name, folder, environment, command);
    }
  }
}
