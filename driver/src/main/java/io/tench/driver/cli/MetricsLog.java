package io.tench.driver.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tench.datasets.storage.Storage;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code <run>/metrics.jsonl}: one JSON object a line for each round, each round once. HDFS has no
 * cheap append, so the file is replaced whole: before each checkpoint, at the end, and now and then
 * between, so seldom that it takes no more than a fiftieth of the time. A run that goes on from a
 * checkpoint drops the lines above its round, whose rounds it runs again.
 */
final class MetricsLog implements ProgressListener {
  static final String FILE = "metrics.jsonl";

  private static final Logger LOG = LoggerFactory.getLogger(MetricsLog.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final String file;
  private final StringBuilder lines = new StringBuilder();
  private final Object writing = new Object();
  private int lastRound;
  private boolean changed;
  private volatile long nextReplacement;

  MetricsLog(Storage storage, String run) {
    this.storage = storage;
    this.file = Storage.child(run, FILE);
  }

  @Override
  public void started(Checkpoint start, int rounds) {
    for (String line : earlier()) {
      int round = round(line);
      if (round > lastRound && round <= start.round()) {
        append(line, round);
      }
    }
    if (lastRound < start.round()) {
      append(line(start), start.round());
    }
    write();
  }

  @Override
  public void roundFinished(RoundReport report) {
    append(line(report), report.plan().round());
    if (System.nanoTime() >= nextReplacement) {
      write();
    }
  }

  @Override
  public void publishing(int round) {
    write();
  }

  @Override
  public void finished(Checkpoint last, boolean stopped) {
    write();
  }

  /** Writes what is not written yet. */
  private void write() {
    synchronized (writing) {
      byte[] content;
      synchronized (lines) {
        if (!changed) {
          return;
        }
        content = lines.toString().getBytes(StandardCharsets.UTF_8);
        changed = false;
      }
      long begun = System.nanoTime();
      try {
        storage.replace(file, content);
      } catch (IOException failure) {
        LOG.warn("{} is not up to date: {}", file, failure.toString());
        synchronized (lines) {
          changed = true;
        }
      }
      long took = System.nanoTime() - begun;
      nextReplacement = System.nanoTime() + Math.max(Duration.ofSeconds(2).toNanos(), 50 * took);
    }
  }

  private void append(String line, int round) {
    synchronized (lines) {
      lines.append(line).append('\n');
      lastRound = round;
      changed = true;
    }
  }

  private List<String> earlier() {
    try (InputStream stream = storage.read(file)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The line's round, or -1 if it is none. */
  private static int round(String line) {
    try {
      JsonNode tree = JSON.readTree(line);
      return tree.path("round").asInt(-1);
    } catch (JsonProcessingException broken) {
      return -1;
    }
  }

  private static String line(RoundReport report) {
    RoundReport.Times times = report.times();
    ObjectNode line =
        line(report.plan().round(), report.plan().before().epoch(), report.plan().after().step());
    line.put("samples", report.plan().samples())
        .put("loss", report.loss())
        .put("accuracy", report.accuracy())
        .put("learning_rate", report.plan().learningRate())
        .put("images_per_second", report.plan().samples() / seconds(times.round()));
    if (report.skipped() > 0) {
      line.put("skipped", report.skipped());
    }
    line.putObject("seconds")
        .put("round", seconds(times.round()))
        .put("decode_wait", seconds(times.waiting()))
        .put("compute", seconds(times.computing()))
        .put("average", seconds(times.averaging()))
        .put("machinery", seconds(times.machinery()))
        .put("evaluate", seconds(times.evaluating()))
        .put("publish", seconds(times.publishing()));
    addValidation(line, report.validation());
    return line.toString();
  }

  /** What a checkpoint still knows of its round, where the round's own line was lost. */
  private static String line(Checkpoint checkpoint) {
    ObjectNode line =
        line(checkpoint.round(), checkpoint.position().epoch(), checkpoint.position().step())
            .put("loss", checkpoint.report().trainingLoss())
            .put("accuracy", checkpoint.report().trainingAccuracy());
    return line.toString();
  }

  private static ObjectNode line(int round, int epoch, long step) {
    return JSON.createObjectNode().put("round", round).put("epoch", epoch).put("step", step);
  }

  private static void addValidation(ObjectNode line, Optional<Metrics> validation) {
    validation.ifPresent(
        metrics ->
            line.putObject("validation")
                .put("samples", metrics.samples())
                .put("loss", metrics.loss())
                .put("top1", metrics.top1())
                .put("top5", metrics.top5()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
