package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.KnownNames;
import io.tench.workers.nd4j.Nd4jBackend;
import io.tench.workers.torch.TorchBackend;
import java.util.List;

/** The engines by their names in a run configuration. */
public final class Backends {
  /** Takes the fastest engine that works on this machine: torch where its natives load. */
  public static final String AUTO = "auto";

  private static final List<String> NAMES = List.of(AUTO, "nd4j", "torch");

  private Backends() {}

  /** All names, {@code auto} among them. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The engine with this name. {@code auto} looks at this machine only: ask {@link #named(String,
   * NetworkSettings)} where the network is known.
   *
   * @throws BadInputException if there is none; says which one is nearest
   */
  public static Backend named(String name) {
    requireKnown(name);
    boolean torch = name.equals(AUTO) ? TorchBackend.available() : name.equals("torch");
    return torch ? new TorchBackend() : new Nd4jBackend();
  }

  /**
   * Checks a name.
   *
   * @throws BadInputException if there is no such engine; says which one is nearest
   */
  public static void requireKnown(String name) {
    if (!NAMES.contains(name)) {
      throw new BadInputException(
          "backend \"%s\" is not known, the nearest is \"%s\"; there are: %s"
              .formatted(name, KnownNames.nearest(name, NAMES), String.join(", ", NAMES)));
    }
  }

  /**
   * The engine with this name for a network: where {@code auto} comes to an engine that cannot run
   * one of its layers, the one that runs all of them. To be asked once a run, on the driver, so
   * that all replicas train on one engine. What {@link Backend#lacks} tells is left out, but for an
   * engine that lacks it everywhere: the driver may lack what the executors have.
   *
   * @throws BadInputException if there is no such engine, or it cannot run the network
   */
  public static Backend named(String name, NetworkSettings network) {
    Backend backend = named(name);
    try {
      backend.open(network.withCompute(Compute.PLAIN)).close();
    } catch (BadInputException unsupported) {
      if (!name.equals(AUTO) || backend instanceof Nd4jBackend) {
        throw unsupported;
      }
      return named("nd4j", network);
    }
    if (backend instanceof Nd4jBackend) {
      require(backend, network.compute());
    }
    return backend;
  }

  /**
   * Checks that this process can compute so.
   *
   * @throws BadInputException if not; says what it lacks
   */
  public static void require(Backend backend, Compute compute) {
    backend
        .lacks(compute)
        .ifPresent(
            lack -> {
              throw new BadInputException(lack);
            });
  }
}
