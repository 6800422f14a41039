package io.tench.driver;

import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.checkpoint.CommitOutcome;
import io.tench.models.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Publishes checkpoints beside the training, in order and one at a time. A checkpoint's arrays are
 * never written to again, so it is its own snapshot. The thread that trains hears of an outcome
 * when it next asks. The best checkpoint that could not be published is tried again with the next
 * one.
 */
final class Publisher {
  private final CheckpointStore checkpoints;
  private final ProgressListener listener;
  private final UnaryOperator<Checkpoint> whole;
  private final Executor executor;
  private CompletableFuture<List<Attempt>> running;
  private Checkpoint owed;
  private int published;

  private record Attempt(Checkpoint checkpoint, CommitOutcome outcome) {}

  /**
   * A publisher.
   *
   * @param whole what is published for a checkpoint of the rounds
   * @param published the round that is published already
   */
  Publisher(
      CheckpointStore checkpoints,
      ProgressListener listener,
      UnaryOperator<Checkpoint> whole,
      Executor executor,
      int published) {
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.whole = whole;
    this.executor = executor;
    this.published = published;
  }

  /** One thread that is there while there is something to publish, and does not keep Java alive. */
  static Executor inBackground() {
    return new ThreadPoolExecutor(
        0,
        1,
        1,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        work -> {
          Thread thread = new Thread(work, "tench-publisher");
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The last round that is known to be published. */
  int published() {
    return published;
  }

  /** Begins to publish, after what is being published now. */
  void begin(Checkpoint checkpoint) {
    await();
    List<Checkpoint> due = new ArrayList<>();
    if (owed != null && isBest(owed, checkpoint)) {
      due.add(owed);
    }
    due.add(checkpoint);
    owed = null;
    running =
        CompletableFuture.supplyAsync(() -> due.stream().map(this::publish).toList(), executor);
    look();
  }

  private static boolean isBest(Checkpoint checkpoint, Checkpoint latest) {
    return latest.report().best().stream().anyMatch(best -> best.round() == checkpoint.round());
  }

  private Attempt publish(Checkpoint checkpoint) {
    listener.publishing(checkpoint.round());
    return new Attempt(checkpoint, checkpoints.commit(whole.apply(checkpoint)));
  }

  /** Tells what became of the checkpoint that was being published, if that is known now. */
  void look() {
    if (running != null && running.isDone()) {
      await();
    }
  }

  /**
   * Waits for what is being published, and tells what became of it.
   *
   * @throws TakenOverException if the run is another driver's
   */
  void await() {
    if (running == null) {
      return;
    }
    List<Attempt> attempts;
    try {
      attempts = running.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof RuntimeException known ? known : failure;
    } finally {
      running = null;
    }
    attempts.forEach(attempt -> tell(attempt.checkpoint(), attempt.outcome()));
  }

  private void tell(Checkpoint checkpoint, CommitOutcome outcome) {
    if (outcome instanceof CommitOutcome.Committed committed) {
      published = Math.max(published, checkpoint.round());
      listener.published(checkpoint.round(), committed.folder());
    } else if (outcome instanceof CommitOutcome.TakenOver lost) {
      throw new TakenOverException(lost.sentence());
    } else {
      listener.warned(outcome.sentence());
      if (isBest(checkpoint, checkpoint)) {
        owed = checkpoint;
      }
    }
  }
}
