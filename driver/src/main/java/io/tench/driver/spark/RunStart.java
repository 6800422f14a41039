package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Model;
import io.tench.driver.checkpoint.FineTuningSource;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.transfer.RateSchedule;
import java.util.function.Supplier;

/**
 * What a run starts from.
 *
 * @param configuration with what a checkpoint says of it
 * @param parameters of round 0, made or read when they are asked for
 * @param rates of the layers
 */
record RunStart(
    RunConfiguration configuration,
    NetworkDescription network,
    Supplier<float[]> parameters,
    RateSchedule rates) {
  /**
   * The start of a run, from scratch or from a checkpoint.
   *
   * @throws BadInputException if the parts of the configuration do not fit each other or the data
   */
  static RunStart of(Storage storage, RunConfiguration configuration, DataSet train) {
    if (configuration.transfer().fromScratch()) {
      NetworkDescription network = fromScratch(configuration, train);
      return new RunStart(
          configuration,
          network,
          () -> InitialParameters.of(network.configuration(), configuration.seed()),
          RateSchedule.EVEN);
    }
    FineTuningSource source =
        FineTuningSource.of(
            storage, configuration.run(), configuration.transfer(), train, configuration.seed());
    return new RunStart(
        configuration.withTransfer(
            source.tuning(), model(configuration.network(), source.network())),
        source.network(),
        source::parameters,
        RateSchedule.of(source.tuning(), source.network()));
  }

  private static NetworkDescription fromScratch(RunConfiguration configuration, DataSet train) {
    Model model = configuration.network();
    return new NetworkDescription(
        model.architecture(),
        Architecture.named(model.architecture())
            .configuration(model.input(), train.manifest().labels().size(), configuration.seed())
            .toJson(),
        train.manifest().labels(),
        new Preprocessing(
            model.input(),
            model.resize(),
            train.manifest().channels().withChannels(model.input().channels())));
  }

  /** The configuration's network section for the network of a checkpoint. */
  private static Model model(Model asked, NetworkDescription network) {
    Preprocessing preprocessing = network.preprocessing();
    Model found = new Model(network.architecture(), preprocessing.shape(), preprocessing.resize());
    if (!asked.equals(Model.OF_CHECKPOINT) && !asked.equals(found)) {
      throw new BadInputException(
          "The network section asks for %s with images of %s (resize %d) and transfer.from-checkpoint has %s with %s (resize %d): leave the section out, or take another checkpoint."
              .formatted(
                  asked.architecture(),
                  asked.input(),
                  asked.resize(),
                  found.architecture(),
                  found.input(),
                  found.resize()));
    }
    return found;
  }
}
