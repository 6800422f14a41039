package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.models.SideBySide.FileWork;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private static final int FILES = 5;

  private final CountDownLatch begun = new CountDownLatch(FILES);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AtomicInteger ended = new AtomicInteger();

  @Test
  void doesAllAtTheSameTimeAndKeepsTheirOrder() throws IOException {
    List<FileWork<Integer>> work = new ArrayList<>();
    for (int index = 0; index < FILES; index++) {
      int file = index;
      work.add(
          () -> {
            begin();
            return file;
          });
    }
    assertThat(SideBySide.run(work, FILES)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  void doesOneAfterTheOtherOnTheCallersThread() throws IOException {
    FileWork<Thread> where = Thread::currentThread;
    assertThat(SideBySide.run(List.of(where, where), 1)).containsOnly(Thread.currentThread());
  }

  @Test
  void stopsAtTheFirstFailureOnTheCallersThread() {
    FileWork<Integer> failing = failing("disk is full");
    FileWork<Integer> next = ended::incrementAndGet;
    assertThatThrownBy(() -> SideBySide.run(List.of(failing, next), 1)).hasMessage("disk is full");
    assertThat(ended).hasValue(0);
  }

  @Test
  void awaitsTheOthersWhenOneFails() throws Exception {
    FutureTask<List<Integer>> run = new FutureTask<>(() -> SideBySide.run(work(), FILES));
    Thread caller = start(run);
    begun.await();
    awaitWaiting(caller);
    assertThat(run.isDone()).isFalse();
    released.countDown();
    assertThatThrownBy(run::get).cause().isInstanceOf(IOException.class).hasMessage("failed 2");
    assertThat(ended).hasValue(FILES - 2);
  }

  @Test
  void interruptsAndAwaitsAllWhenItsCallerIsInterrupted() throws Exception {
    FutureTask<Boolean> run =
        new FutureTask<>(
            () -> {
              assertThatThrownBy(() -> SideBySide.run(work(), FILES))
                  .isInstanceOf(InterruptedIOException.class);
              assertThat(ended).hasValue(FILES - 2);
              return Thread.currentThread().isInterrupted();
            });
    Thread caller = start(run);
    begun.await();
    caller.interrupt();
    assertThat(run.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void throwsWhatIsNoIoExceptionAsItIs() {
    FileWork<Integer> broken =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> SideBySide.run(List.of(broken, broken), 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("broken");
  }

  /** Files 2 and 4 fail at once; the others wait until they are released or interrupted. */
  private List<FileWork<Integer>> work() {
    List<FileWork<Integer>> work = new ArrayList<>();
    for (int index = 0; index < FILES; index++) {
      work.add(index % 2 == 0 && index > 0 ? failing("failed " + index) : this::waiting);
    }
    return work;
  }

  private FileWork<Integer> failing(String message) {
    return () -> {
      begun.countDown();
      throw new IOException(message);
    };
  }

  private int waiting() throws IOException {
    begun.countDown();
    try {
      await(released);
    } finally {
      ended.incrementAndGet();
    }
    return 0;
  }

  /** Begins, and waits for the others to begin. */
  private void begin() throws IOException {
    begun.countDown();
    await(begun);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "caller");
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
