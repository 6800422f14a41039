package io.tench.driver;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.FeatureManifest;
import io.tench.datasets.StoredFeatures;
import io.tench.datasets.storage.Storage;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterLayout;
import io.tench.models.transfer.FineTuning;
import io.tench.models.transfer.HeadNetwork;
import io.tench.models.transfer.LayerRates;
import io.tench.models.transfer.RateSchedule;
import io.tench.workers.FeatureReplica;
import io.tench.workers.NetworkSettings;
import io.tench.workers.ScoringSettings;
import io.tench.workers.TrainingSettings;
import java.io.IOException;
import java.util.Set;

/** The training of a head on stored features, in place of the whole network's on images. */
public final class HeadTraining {
  private final Storage storage;
  private final RunConfiguration run;
  private final HeadNetwork head;
  private final LayerRates rates;

  /**
   * The training of a run whose transfer names features.
   *
   * @throws BadInputException if what is below the head changes in the run, or its input does
   */
  public HeadTraining(
      Storage storage, RunConfiguration run, NetworkDescription network, RateSchedule rates) {
    this.storage = storage;
    this.run = run;
    if (!run.augmentation().equals(Augmentation.NONE)) {
      throw new BadInputException(
          "transfer.features are of images as they are, and the run augments them: set"
              + " augmentation={crop: center, flip: false}, or leave transfer.features out.");
    }
    if (!run.transfer().unfreeze().isEmpty()) {
      throw new BadInputException(
          "transfer.features are of layers that stay frozen, and transfer.unfreeze lets them"
              + " change: leave one of the two out.");
    }
    try {
      head = HeadNetwork.of(network, rates.at(0));
    } catch (IllegalArgumentException several) {
      throw new BadInputException(
          "transfer.features cannot be used because %s: set transfer.freeze-until to such a layer."
              .formatted(several.getMessage()),
          several);
    }
    this.rates = new LayerRates(Set.of(), rates.at(0).factors());
  }

  /** Of the vectors that the rounds train. */
  public ParameterLayout layout() {
    return head.layout();
  }

  /** Where the rounds run; {@code settings} are the whole network's. */
  public Cluster cluster(DataSet train, TrainingSettings settings) {
    TrainingSettings own =
        new TrainingSettings(
            settings.backend(),
            own(settings.network()),
            settings.rate(),
            settings.batches(),
            settings.maxLoss(),
            settings.seed(),
            RateSchedule.constant(rates));
    return new HeadCluster(
        head,
        replicas("train", train),
        own,
        new Averaging(head.layout(), run.training().innerState()));
  }

  /** What scores the head; {@code settings} are the whole network's. */
  public Evaluator evaluator(DataSet validation, ScoringSettings settings) {
    ScoringSettings own =
        new ScoringSettings(
            settings.backend(),
            own(settings.network()),
            settings.preprocessing(),
            settings.batchSize(),
            settings.prefetch());
    return new HeadEvaluator(replicas("val", validation), own);
  }

  private NetworkSettings own(NetworkSettings whole) {
    return new NetworkSettings(
        head.json(),
        head.shape(),
        whole.classes(),
        whole.threads(),
        whole.optimizer(),
        whole.labelSmoothing(),
        whole.gradientClip(),
        rates,
        whole.compute());
  }

  private FeatureReplica replicas(String split, DataSet data) {
    FineTuning transfer = run.transfer();
    String folder = Storage.child(transfer.features(), split);
    StoredFeatures features;
    try {
      features = StoredFeatures.load(storage, folder);
    } catch (IOException failure) {
      throw new BadInputException(
          "%s cannot be read: %s".formatted(folder, failure.getMessage()), failure);
    }
    FeatureManifest found = features.manifest();
    require(folder, "the layer " + found.layer(), found.layer().equals(head.input()), head.input());
    String checkpoint = transfer.fromCheckpoint();
    require(
        folder,
        "the checkpoint " + found.checkpoint(),
        found.checkpoint().equals(checkpoint),
        checkpoint);
    require(
        folder,
        found.rows() + " images",
        found.rows() == data.rows() && found.labels().equals(data.manifest().labels()),
        "the %d of %s".formatted(data.rows(), data.location()));
    return new FeatureReplica(features, data.manifest(), head.shape());
  }

  private static void require(String folder, String found, boolean holds, String wanted) {
    if (!holds) {
      throw new BadInputException(
          "The features in %s are of %s, and must be of %s: write them with `tench features`."
              .formatted(folder, found, wanted));
    }
  }
}
