package io.tench.driver;

import io.tench.models.Checkpoint;
import io.tench.models.transfer.HeadNetwork;
import io.tench.workers.FeatureReplica;
import io.tench.workers.ReplicaResult;
import io.tench.workers.ReplicaTask;
import io.tench.workers.TrainingSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rounds of a network's head on stored features, in this process: what is frozen below it need not
 * run again, and its parameters not be there. One replica after the other, and as {@link Averaging}
 * averages them.
 */
public final class HeadCluster implements Cluster {
  private final HeadNetwork head;
  private final FeatureReplica replicas;
  private final TrainingSettings settings;
  private final Averaging averaging;
  private volatile boolean cancelled;

  /**
   * A cluster for a head.
   *
   * @param settings with the head as their network
   * @param averaging of the head's vector
   */
  public HeadCluster(
      HeadNetwork head, FeatureReplica replicas, TrainingSettings settings, Averaging averaging) {
    this.head = head;
    this.replicas = replicas;
    this.settings = settings;
    this.averaging = averaging;
  }

  @Override
  public RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException {
    List<ReplicaResult> results = new ArrayList<>();
    for (ReplicaTask task : plan.tasks()) {
      if (cancelled) {
        throw new InterruptedException("round %d was cancelled".formatted(plan.round()));
      }
      try {
        results.add(replicas.run(task, start.parameters(), start.inner(), settings));
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
    long begun = System.nanoTime();
    Averaging.Average average = averaging.of(results);
    return new RoundOutcome(
        average.parameters(),
        average.inner(),
        results.stream().map(ReplicaResult::report).toList(),
        Duration.ofNanos(System.nanoTime() - begun));
  }

  @Override
  public Checkpoint trained(Checkpoint whole) {
    return head.part(whole);
  }

  @Override
  public UnaryOperator<Checkpoint> whole(Checkpoint start) {
    return trained -> head.whole(start, trained);
  }

  @Override
  public void cancel() {
    cancelled = true;
  }
}
