package io.tench.models.transfer;

import io.tench.datasets.BadInputException;
import io.tench.models.NetworkDescription;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The layers' learning rates, epoch by epoch. Pure. */
public final class RateSchedule implements Serializable {
  /** All layers learn at the learning rate, always. */
  public static final RateSchedule EVEN = constant(LayerRates.EVEN);

  private static final long serialVersionUID = 1L;

  private final TreeMap<Integer, LayerRates> fromEpoch;

  private RateSchedule(SortedMap<Integer, LayerRates> fromEpoch) {
    this.fromEpoch = new TreeMap<>(fromEpoch);
  }

  /** These rates in every epoch. */
  public static RateSchedule constant(LayerRates rates) {
    return new RateSchedule(new TreeMap<>(Map.of(0, rates)));
  }

  /**
   * What a fine-tuning says, for its network.
   *
   * @throws BadInputException if it names a layer that the network does not have, or leaves nothing
   *     to train, or freezes more as it goes on
   */
  public static RateSchedule of(FineTuning tuning, NetworkDescription network) {
    ComputationGraphConfiguration configuration = network.configuration();
    NamedLayers layers = new NamedLayers(configuration);
    Map<String, Double> factors = factors(tuning, network, layers);
    SortedMap<Integer, LayerRates> steps = new TreeMap<>();
    Set<String> frozen = frozen(tuning.freezeUntil(), "transfer.freeze-until", layers);
    if (frozen.contains(Head.of(configuration))) {
      throw new BadInputException(
          "transfer.freeze-until is %s, which freezes the head %s too and leaves nothing to train: name an earlier layer."
              .formatted(tuning.freezeUntil(), Head.of(configuration)));
    }
    requireKept(tuning, frozen, layers);
    steps.put(0, new LayerRates(frozen, factors));
    for (Map.Entry<Integer, String> step : tuning.unfreeze().entrySet()) {
      Set<String> less = frozen(step.getValue(), "transfer.unfreeze", layers);
      if (!frozen.containsAll(less)) {
        throw new BadInputException(
            "transfer.unfreeze freezes more from epoch %d on, up to %s: name earlier layers for later epochs."
                .formatted(step.getKey(), step.getValue()));
      }
      steps.put(step.getKey(), new LayerRates(less, factors));
      frozen = less;
    }
    return new RateSchedule(steps);
  }

  private static void requireKept(FineTuning tuning, Set<String> frozen, NamedLayers layers) {
    Set<String> kept =
        tuning.keepsAPart() ? frozen(tuning.keepUntil(), "transfer.keep-until", layers) : frozen;
    if (!kept.containsAll(frozen)) {
      throw new BadInputException(
          "transfer.freeze-until is %s, and transfer.keep-until %s draws some of that anew: freeze no more than is kept."
              .formatted(tuning.freezeUntil(), tuning.keepUntil()));
    }
  }

  private static Set<String> frozen(String until, String key, NamedLayers layers) {
    return until.equals(FineTuning.NOTHING) ? Set.of() : layers.upTo(until, key);
  }

  private static Map<String, Double> factors(
      FineTuning tuning, NetworkDescription network, NamedLayers layers) {
    Map<String, Double> factors = new HashMap<>();
    if (tuning.layerDecay() < 1) {
      List<List<String>> stages = Stages.of(network);
      for (int stage = 0; stage < stages.size() - 1; stage++) {
        double factor = Math.pow(tuning.layerDecay(), stages.size() - 1.0 - stage);
        stages.get(stage).forEach(layer -> factors.put(layer, factor));
      }
    }
    Set<String> trained =
        Set.copyOf(network.layout().slices().stream().map(slice -> slice.layer()).toList());
    tuning
        .slow()
        .forEach(
            (name, factor) ->
                withParameters(name, layers.named(name, "transfer.slow"), trained)
                    .forEach(layer -> factors.put(layer, factor)));
    return factors;
  }

  private static List<String> withParameters(String name, Set<String> named, Set<String> trained) {
    List<String> found = named.stream().filter(trained::contains).toList();
    if (found.isEmpty()) {
      throw new BadInputException(
          "transfer.slow names %s, which has no parameters to slow: name a layer that has some."
              .formatted(name));
    }
    return found;
  }

  /** The rates in an epoch, counted from 0. */
  public LayerRates at(int epoch) {
    return fromEpoch.floorEntry(epoch).getValue();
  }
}
