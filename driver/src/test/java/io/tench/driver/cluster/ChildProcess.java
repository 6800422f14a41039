package io.tench.driver.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A process with its output in a file, ended with all its children when closed. */
public final class ChildProcess implements AutoCloseable {
  private final String name;
  private final Process process;
  private final Path log;

  private ChildProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts {@code java} with the flags that Spark needs on JDK 17. */
  public static ChildProcess java(
      String name, Path folder, Map<String, String> environment, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String option : System.getProperty("tench.jvm.opens").split(" ", -1)) {
      command.add(option);
    }
    command.addAll(arguments);
    return start(name, folder, environment, command);
  }

  /** Starts a command, its output going to {@code <folder>/<name>.log}. */
  public static ChildProcess start(
      String name, Path folder, Map<String, String> environment, List<String> command) {
    Path log = folder.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    try {
      return new ChildProcess(name, builder.start(), log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** All that the process has printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  /** Ends the process, and it alone, as {@code kill -9} does; returns once it is gone. */
  public void kill() {
    process.destroyForcibly();
    exitCode(Duration.ofMinutes(1));
  }

  /** Sends the process a signal: {@code STOP}, {@code CONT}. */
  public void signal(String signal) {
    try {
      List<String> command = List.of("kill", "-" + signal, Long.toString(process.pid()));
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while sending a signal to " + name, interrupted);
    }
  }

  /** Waits until {@code condition} holds; fails early if the process ends before. */
  public void await(String what, Duration limit, Callable<Boolean> condition) {
    try {
      Await.until(what, limit, () -> !process.isAlive() || condition.call());
    } catch (AssertionError late) {
      throw new AssertionError(late.getMessage() + "; " + name + " printed:\n" + output(), late);
    }
    if (!process.isAlive()) {
      throw new AssertionError(
          name + " ended with " + process.exitValue() + " before " + what + ":\n" + output());
    }
  }

  /** Waits for the end and returns the exit code. */
  public int exitCode(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " did not end within " + limit + ":\n" + output());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + name, interrupted);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
