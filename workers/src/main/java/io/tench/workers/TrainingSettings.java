package io.tench.workers;

import io.tench.datasets.image.BatchSettings;
import io.tench.models.transfer.RateSchedule;
import java.io.Serializable;

/**
 * What all replicas of all rounds of a run have in common. The same for every task, so that it can
 * travel by broadcast.
 *
 * @param backend a name that {@link Backends#named} knows. {@code auto} may come out differently on
 *     different machines: whoever wants equal bits gives the name that it came out as on the driver
 * @param batches their layout is the backend's, whatever they say
 * @param maxLoss a mini-batch's mean loss above this is divergence
 * @param seed of the run: the order of the samples and their augmentation
 * @param schedule of the layers' rates, which take the place of the network settings'
 */
public record TrainingSettings(
    String backend,
    NetworkSettings network,
    LearningRate rate,
    BatchSettings batches,
    double maxLoss,
    long seed,
    RateSchedule schedule)
    implements Serializable {
  /** Settings in which all layers learn at the learning rate. */
  public TrainingSettings(
      String backend,
      NetworkSettings network,
      LearningRate rate,
      BatchSettings batches,
      double maxLoss,
      long seed) {
    this(backend, network, rate, batches, maxLoss, seed, RateSchedule.EVEN);
  }

  /** The same, under which any finite loss will do. */
  public TrainingSettings(
      String backend,
      NetworkSettings network,
      LearningRate rate,
      BatchSettings batches,
      long seed) {
    this(backend, network, rate, batches, Double.MAX_VALUE, seed);
  }

  /** The network's settings in an epoch, counted from 0. */
  public NetworkSettings network(int epoch) {
    return network.withRates(schedule.at(epoch));
  }
}
