package io.tench.driver.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.driver.Networks;
import io.tench.models.Checkpoint;
import io.tench.workers.ImageClassifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ClassifiersTest {
  private static final Checkpoint CHECKPOINT = Networks.untrained(Networks.network("lenet", 28));

  private final Classifiers classifiers = new Classifiers(2);
  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void opensOneForAllWhoAskAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<ImageClassifier>> answers = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        answers.add(threads.submit(() -> classifiers.get("a", this::open)));
      }
      for (Future<ImageClassifier> answer : answers) {
        assertThat(answer.get()).isSameAs(answers.get(0).get());
      }
      assertThat(opened).hasValue(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void letsTheLeastRecentlyUsedGo() {
    ImageClassifier first = classifiers.get("a", this::open);
    ImageClassifier second = classifiers.get("b", this::open);
    assertThat(classifiers.get("a", this::open)).isSameAs(first);
    classifiers.get("c", this::open);
    assertThat(classifiers.get("a", this::open)).isSameAs(first);
    assertThat(classifiers.get("b", this::open)).isNotSameAs(second);
    assertThat(opened).hasValue(4);
  }

  @Test
  void triesAgainAfterAFailure() {
    assertThatThrownBy(
            () ->
                classifiers.get(
                    "a",
                    () -> {
                      throw new IOException("the storage is away");
                    }))
        .hasMessage("the storage is away");
    assertThat(classifiers.get("a", this::open)).isNotNull();
  }

  private ImageClassifier open() {
    opened.incrementAndGet();
    return new ImageClassifier(CHECKPOINT.network(), CHECKPOINT.parameters(), "nd4j", 1, 1);
  }
}
