package io.tench.driver.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Commands run in this process, and what they said. */
final class Commands {
  /** What a command came to. */
  record Result(int code, String out, String err) {}

  private Commands() {}

  static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Result(code, out.toString(), err.toString());
  }
}
