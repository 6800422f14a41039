package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final AtomicInteger made = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void lendsEachToOneAtATimeAndNeverMoreThanItsBound() throws Exception {
    Pool<AtomicInteger> pool = pool(3);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> alone = new ArrayList<>();
      for (int call = 0; call < 2000; call++) {
        alone.add(
            threads.submit(
                () ->
                    pool.with(
                        users -> {
                          boolean only = users.incrementAndGet() == 1;
                          Thread.onSpinWait();
                          users.decrementAndGet();
                          return only;
                        })));
      }
      for (Future<Boolean> call : alone) {
        assertThat(call.get()).isTrue();
      }
      assertThat(made.get()).isBetween(1, 3);
      pool.close();
      assertThat(closed).hasValue(made.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void givesUpTheOneWhoseWorkFailed() {
    Pool<AtomicInteger> pool = pool(1);
    assertThatThrownBy(
            () ->
                pool.with(
                    users -> {
                      throw new IllegalStateException("broken");
                    }))
        .hasMessage("broken");
    assertThat(closed).hasValue(1);
    assertThat(pool.with(AtomicInteger::get)).isZero();
    assertThat(made).hasValue(2);
  }

  @Test
  void closesWhatComesBackLater() {
    Pool<AtomicInteger> pool = pool(2);
    pool.with(
        users -> {
          pool.close();
          assertThat(closed).hasValue(0);
          return users;
        });
    assertThat(closed).hasValue(1);
  }

  private Pool<AtomicInteger> pool(int most) {
    return new Pool<>(
        most,
        () -> {
          made.incrementAndGet();
          return new AtomicInteger();
        },
        member -> closed.incrementAndGet());
  }
}
