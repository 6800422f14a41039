package io.tench.driver.cli;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * A stream that people watch. On a terminal, a status is one line that is drawn again; elsewhere it
 * is a line every few seconds. Thread-safe.
 */
final class Terminal {
  private static final String CLEAR = "\r\u001b[2K";
  private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

  private final PrintWriter stream;
  private final int columns;
  private String status = "";
  private long nextLine;

  /**
   * A stream.
   *
   * @param columns of the terminal; 0 if it is none
   */
  Terminal(PrintWriter stream, int columns) {
    this.stream = stream;
    this.columns = columns;
  }

  /** The stream, as wide as the launcher found it, which knows whether it is a terminal. */
  static Terminal of(PrintWriter stream) {
    String columns = System.getenv("TENCH_COLUMNS");
    return new Terminal(stream, columns == null ? 0 : Integer.parseInt(columns));
  }

  /** Characters of a line; 0 if this is no terminal. */
  int columns() {
    return columns;
  }

  /** Says what is going on now. */
  synchronized void status(String line) {
    status = line;
    if (columns > 0) {
      draw();
    } else if (nextLine == 0) {
      nextLine = System.nanoTime() + INTERVAL;
    } else if (System.nanoTime() >= nextLine) {
      stream.println(line);
      nextLine = System.nanoTime() + INTERVAL;
    }
  }

  /** Says something that stays. */
  synchronized void say(String line) {
    if (columns > 0) {
      stream.print(CLEAR);
    }
    stream.println(line);
    if (columns > 0) {
      draw();
    }
  }

  /** Removes the status. */
  synchronized void clear() {
    status = "";
    if (columns > 0) {
      draw();
    }
  }

  private void draw() {
    stream.print(CLEAR + status.substring(0, Math.min(status.length(), Math.max(columns - 1, 1))));
    stream.flush();
  }
}
