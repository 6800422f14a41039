package io.tench.driver.preflight;

import io.tench.datasets.BadInputException;
import io.tench.driver.preflight.Supply.Home;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run takes of an executor, and of the driver, against what there is.
 *
 * @param driver where it is a process of its own
 */
public record Preflight(Demand demand, Supply supply, Optional<DriverHeap> driver) {
  private static final int STEP = 256 << 20;

  /** The table, line by line. */
  public List<String> table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        row((isLocal() ? "This process: " : "Each executor: ") + demand.work(), "needs", "has"));
    lines.add(row("  Java's heap", size(demand.heapBytes()), size(supply.heap())));
    demand.heap().forEach(part -> lines.add(row("    " + part.what(), size(part.bytes()), "")));
    lines.add(row("  beside the heap", size(demand.besideBytes()), size(besideHeap())));
    demand.beside().forEach(part -> lines.add(row("    " + part.what(), size(part.bytes()), "")));
    lines.add(row("  threads that compute", "" + demand.threads(), supply.cores() + " cores"));
    driver.ifPresent(
        heap -> {
          lines.add("The driver");
          lines.add(row("  Java's heap", size(heap.bytes()), size(heap.has())));
          heap.parts()
              .forEach(part -> lines.add(row("    " + part.what(), size(part.bytes()), "")));
        });
    return lines;
  }

  private static String row(String what, String needs, String has) {
    return "%-56s %10s %10s".formatted(what, needs, has).stripTrailing();
  }

  /** Why the run will not fit and what to change, in one sentence; empty if it fits. */
  public Optional<String> problem() {
    long heap = demand.heapBytes();
    long beside = demand.besideBytes();
    if (heap > supply.heap()) {
      return Optional.of(
          sentence(
              "of Java's heap",
              heap,
              supply.heap(),
              "set %s%s or more"
                  .formatted(
                      isLocal() ? "TENCH_JAVA_OPTIONS=-Xmx" : "spark.executor.memory=",
                      setting(heap))));
    }
    if (beside > besideHeap()) {
      return Optional.of(sentence("beside Java's heap", beside, besideHeap(), lessBeside(beside)));
    }
    if (supply.javacpp() > 0 && heap + beside > supply.javacpp()) {
      return Optional.of(
          sentence(
              "in all",
              heap + beside,
              supply.javacpp(),
              "set %s=-Dorg.bytedeco.javacpp.maxphysicalbytes=0"
                  .formatted(
                      isLocal() ? "TENCH_JAVA_OPTIONS" : "spark.executor.extraJavaOptions")));
    }
    return driver.filter(own -> own.bytes() > own.has()).map(this::sentence);
  }

  private String lessBeside(long bytes) {
    return switch (supply.home()) {
      case CONTAINER ->
          "set spark.executor.memoryOverhead=%s or more, or lower training.batch-size"
              .formatted(setting(bytes));
      case MACHINE -> "lower training.batch-size, or spark.executor.cores for fewer tasks at once";
      case THIS_PROCESS ->
          "lower training.batch-size, or run fewer replicas at once with --master local[1]";
    };
  }

  private String sentence(DriverHeap own) {
    return sentence(
        "the driver",
        "of Java's heap",
        own.bytes(),
        own.has(),
        "give it --driver-memory %s or more".formatted(setting(own.bytes())));
  }

  private String sentence(String where, long needs, long has, String remedy) {
    return sentence(isLocal() ? "this process" : "an executor", where, needs, has, remedy);
  }

  private String sentence(String who, String where, long needs, long has, String remedy) {
    return "%s will not fit: %s needs %s %s and may take %s; %s."
        .formatted(demand.work(), who, size(needs), where, size(has), remedy);
  }

  /**
   * Lets a run pass that fits.
   *
   * @throws BadInputException with {@link #problem}
   */
  public void requireFit() {
    problem()
        .ifPresent(
            sentence -> {
              throw new BadInputException(sentence);
            });
  }

  private boolean isLocal() {
    return supply.home() == Home.THIS_PROCESS;
  }

  private long besideHeap() {
    return supply.besideHeap(demand.heapBytes());
  }

  private static String size(long bytes) {
    return String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /** As Spark and Java write sizes, with a little to spare. */
  private static String setting(long bytes) {
    return (bytes + bytes / 10 + STEP - 1) / STEP * (STEP >> 20) + "m";
  }
}
