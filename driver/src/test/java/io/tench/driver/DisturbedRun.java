package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.driver.cluster.Await;
import io.tench.driver.cluster.ChildProcess;
import io.tench.driver.cluster.HdfsCluster;
import io.tench.driver.cluster.SparkSubmission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** A run on a cluster whose command is given again, as a user would, until it ends well. */
final class DisturbedRun implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final int MOST_COMMANDS = 6;
  private static final Pattern ROUND = Pattern.compile("round-(\\d+)");
  private static final Pattern GOES_ON = Pattern.compile("Goes on from round (\\d+)");

  private final String name;
  private final Path folder;
  private final HdfsCluster hdfs;
  private final String master;
  private final SparkSubmission submission;
  private final List<String> arguments;
  private final String path;
  private final List<ChildProcess> commands = new ArrayList<>();

  /**
   * Gives the command for the first time.
   *
   * @param path of the run, on the HDFS
   * @param arguments of {@code tench}
   */
  DisturbedRun(
      String name,
      Path folder,
      HdfsCluster hdfs,
      String master,
      SparkSubmission submission,
      String path,
      List<String> arguments) {
    this.name = name;
    this.folder = folder;
    this.hdfs = hdfs;
    this.master = master;
    this.submission = submission;
    this.path = path;
    this.arguments = arguments;
    command();
  }

  private void command() {
    assertThat(commands.size())
        .as("commands of %s, which last printed:%n%s", name, commands.isEmpty() ? "" : output())
        .isLessThan(MOST_COMMANDS);
    String log = "%s-%d".formatted(name, commands.size() + 1);
    commands.add(submission.submit(log, folder, master, arguments));
  }

  private String output() {
    return driver().output();
  }

  ChildProcess driver() {
    return commands.get(commands.size() - 1);
  }

  /** Waits until a round is published, and gives the command again where it ended before. */
  void reach(int round) {
    await(
        "round " + round,
        () -> {
          if (!driver().handle().isAlive()) {
            command();
          }
          return published() >= round;
        });
  }

  /** Waits for the end. */
  void finish() {
    await(
        "the end",
        () -> {
          if (driver().handle().isAlive()) {
            return false;
          }
          if (driver().exitCode(LIMIT) == 0) {
            return true;
          }
          command();
          return false;
        });
  }

  private void await(String what, java.util.concurrent.Callable<Boolean> condition) {
    try {
      Await.until(what + " of " + name, LIMIT, condition);
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + "; it printed:\n" + output(), late);
    }
  }

  /** Kills the driver and gives the command again; returns the rounds that were lost. */
  int killDriver() throws IOException {
    driver().kill();
    int trained = metrics().stream().mapToInt(Integer::intValue).max().orElse(0);
    command();
    await("the next driver's start", () -> GOES_ON.matcher(output()).find());
    Matcher start = GOES_ON.matcher(output());
    assertThat(start.find()).isTrue();
    return trained - Integer.parseInt(start.group(1));
  }

  /** The highest round that is published. */
  int published() throws IOException {
    int highest = 0;
    for (String file : files()) {
      Matcher round = ROUND.matcher(file);
      if (round.matches()) {
        highest = Math.max(highest, Integer.parseInt(round.group(1)));
      }
    }
    return highest;
  }

  private List<String> files() throws IOException {
    List<String> names = new ArrayList<>();
    try (DistributedFileSystem client = hdfs.client()) {
      for (FileStatus file : client.listStatus(hadoop(""))) {
        names.add(file.getPath().getName());
      }
    }
    return names;
  }

  /** The rounds in {@code metrics.jsonl}, in its order. */
  List<Integer> metrics() throws IOException {
    List<Integer> rounds = new ArrayList<>();
    for (String line : text("/metrics.jsonl").lines().toList()) {
      rounds.add(new ObjectMapper().readTree(line).get("round").asInt());
    }
    return rounds;
  }

  /** SHA-256 of each vector of the last checkpoint. */
  Map<String, String> digests() throws IOException {
    JsonNode manifest =
        new ObjectMapper().readTree(text("/round-%06d/manifest.json".formatted(published())));
    Map<String, String> digests = new TreeMap<>();
    for (JsonNode file : manifest.get("files")) {
      if (file.get("name").asText().endsWith(".f32")) {
        digests.put(file.get("name").asText(), file.get("sha256").asText());
      }
    }
    return digests;
  }

  /**
   * Requires that each round is told of once, and that nothing lies about after one more command.
   */
  void requireTidy() throws IOException {
    assertThat(metrics()).isEqualTo(IntStream.rangeClosed(1, published()).boxed().toList());
    if (!strays().isEmpty()) {
      command();
      finish();
    }
    assertThat(strays()).isEmpty();
  }

  private List<String> strays() throws IOException {
    return files().stream()
        .filter(file -> !ROUND.matcher(file).matches())
        .filter(file -> !List.of("_owner", "metrics.jsonl").contains(file))
        .toList();
  }

  private String text(String file) throws IOException {
    try (DistributedFileSystem client = hdfs.client();
        InputStream stream = client.open(hadoop(file))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  org.apache.hadoop.fs.Path hadoop(String file) {
    return new org.apache.hadoop.fs.Path(hdfs.uri() + path + file);
  }

  /** Times that the command was given. */
  int commands() {
    return commands.size();
  }

  @Override
  public void close() throws IOException {
    commands.forEach(ChildProcess::close);
    Files.deleteIfExists(folder.resolve(name + ".yaml"));
  }
}
