package io.tench.dl4j;

import io.tench.datasets.BadInputException;
import io.tench.workers.Backends;
import io.tench.workers.torch.TorchGradient;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Which engine computes a network's gradients: {@code auto}, {@code nd4j} or {@code torch}. */
record TrainingBackend(boolean torch, Optional<String> obstacle) {
  private static final List<String> ONLY_IN_DL4J = List.of("onForwardPass", "onBackwardPass");

  /**
   * The engine for a network.
   *
   * @throws BadInputException if it is to be torch, and cannot be: says why
   */
  static TrainingBackend of(
      String name, ComputationGraphConfiguration network, Collection<TrainingListener> listeners) {
    if (name.equals("nd4j")) {
      return new TrainingBackend(false, Optional.empty());
    }
    Optional<String> obstacle =
        listeners.stream()
            .filter(TrainingBackend::looksInside)
            .findFirst()
            .map(
                listener ->
                    "the listener %s looks into DL4J's own passes; set backend: nd4j"
                        .formatted(listener.getClass().getName()))
            .or(() -> TorchGradient.lacks(network));
    if (obstacle.isPresent() && !name.equals(Backends.AUTO)) {
      throw new BadInputException(obstacle.get());
    }
    return new TrainingBackend(obstacle.isEmpty(), obstacle);
  }

  /** Whether a listener hears of more than gradients, steps and epochs. */
  private static boolean looksInside(TrainingListener listener) {
    return Arrays.stream(listener.getClass().getMethods())
        .anyMatch(
            method ->
                ONLY_IN_DL4J.contains(method.getName())
                    && !method.getDeclaringClass().equals(BaseTrainingListener.class));
  }
}
