package io.tench.driver.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a user's paths point. */
final class Locations {
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  private Locations() {}

  /**
   * A URI as it is; a local path as an absolute {@code file:} one, so that neither a cluster's
   * default file system nor another process's folder changes what it means.
   */
  static String absolute(String location) {
    return SCHEME.matcher(location).matches()
        ? location
        : "file:" + Path.of(location).toAbsolutePath().normalize();
  }

  /** The same, as one writes it in a shell on this machine. */
  static String shown(String location) {
    String local = location.startsWith("file:") ? location.substring(5) : location;
    String here = Path.of("").toAbsolutePath() + "/";
    String shorter = local.startsWith(here) ? local.substring(here.length()) : local;
    return shorter.matches("[\\w./:@%+=,~-]+")
        ? shorter
        : "'" + shorter.replace("'", "'\\''") + "'";
  }
}
