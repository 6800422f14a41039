package io.tench.models.nd4j;

import java.util.Optional;
import java.util.Properties;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.config.DL4JSystemProperties;
import org.nd4j.linalg.cpu.nativecpu.CpuBackend;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * nd4j's CPU backend with oneDNN where this machine can run it. nd4j finds it as a service ahead of
 * its own {@link CpuBackend} and asks it whether it is available before any native code loads, from
 * wherever nd4j is used first: the one place to set what must be set by then.
 *
 * <p>Left to itself, javacpp loads the AVX2 natives on every CPU, and DL4J 1.0.0-M2.1 makes no use
 * of them: its helpers are off unless {@value DL4JSystemProperties#DISABLE_HELPER_PROPERTY} is
 * {@code false}. Whoever sets that property, or javacpp's {@code
 * org.bytedeco.javacpp.platform.extension}, on the command line has his way.
 */
public final class OneDnnBackend extends CpuBackend {
  private static final Logger LOG = LoggerFactory.getLogger(OneDnnBackend.class);
  private static final String VARIANT = "-onednn-avx2";
  private static final String EXTENSION = "platform.extension";

  @Override
  public int getPriority() {
    return super.getPriority() + 1;
  }

  @Override
  public boolean isAvailable() {
    if (System.getProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY) == null) {
      System.setProperty(DL4JSystemProperties.DISABLE_HELPER_PROPERTY, "false");
    }
    if (Loader.loadProperties().getProperty(EXTENSION) == null) {
      obstacle(Loader.getPlatform(), hasNatives(), VectorExtension.level())
          .ifPresent(OneDnnBackend::loadPlainNatives);
    }
    return super.isAvailable();
  }

  /**
   * What stands between this machine and oneDNN, if anything.
   *
   * @param present whether the natives are on the class path
   */
  static Optional<String> obstacle(String platform, boolean present, int vectorExtension) {
    if (!present) {
      return Optional.of(
          "the class path has no nd4j-native with classifier %s%s".formatted(platform, VARIANT));
    }
    if (vectorExtension < VectorExtension.AVX2) {
      return Optional.of("this CPU, or the JVM's -XX:UseAVX, has no AVX2");
    }
    return Optional.empty();
  }

  private static boolean hasNatives() {
    return Nd4jCpu.class.getResource(
            Loader.getPlatform() + VARIANT + "/" + System.mapLibraryName("jnind4jcpu"))
        != null;
  }

  /** Loads them now, with a setting that must not reach OpenCV's or libtorch's natives. */
  private static void loadPlainNatives(String obstacle) {
    LOG.warn(
        "nd4j runs without oneDNN because {}: convolutions, pooling and batch norm are several"
            + " times slower than they could be.",
        obstacle);
    Properties platform = Loader.loadProperties();
    platform.setProperty(EXTENSION, "");
    try {
      Loader.load(Nd4jCpu.class);
    } catch (UnsatisfiedLinkError missing) {
      // Not an exception: nd4j would go on to its own backend and the natives that crash here.
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(
              "nd4j cannot run here because %s, and its plain natives do not load: put nd4j-native with classifier %s on the class path"
                  .formatted(obstacle, Loader.getPlatform()));
      error.initCause(missing);
      throw error;
    } finally {
      platform.remove(EXTENSION);
    }
  }
}
