package io.tench.driver.cli;

import java.net.URI;
import java.net.URISyntaxException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** Keeps the libraries quiet unless something is wrong, and Tench's own messages short. */
final class Logging {
  private Logging() {}

  /** Takes the configuration of this package, unless the user names one of his own. */
  static void configure(boolean debug) {
    System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
    if (System.getProperty("log4j2.configurationFile") == null) {
      try {
        URI quiet = Logging.class.getResource("log4j2.properties").toURI();
        Configurator.reconfigure(quiet);
      } catch (URISyntaxException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    if (debug) {
      Configurator.setRootLevel(Level.INFO);
      Configurator.setLevel("io.tench", Level.DEBUG);
    }
  }

  /** Spark warns of every task that it ends because it was told to. */
  static void hideCancelledTasks() {
    Configurator.setLevel("org.apache.spark.scheduler", Level.ERROR);
  }
}
