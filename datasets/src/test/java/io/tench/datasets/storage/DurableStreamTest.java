package io.tench.datasets.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;

class DurableStreamTest {
  private final IOException full = new IOException("the disk is full");
  private boolean closed;

  /** As HDFS's: every operation after the first failure throws its exception again. */
  private final OutputStream failing =
      new OutputStream() {
        @Override
        public void write(int value) throws IOException {
          throw full;
        }

        @Override
        public void flush() throws IOException {
          throw full;
        }

        @Override
        public void close() throws IOException {
          closed = true;
          throw full;
        }
      };

  @Test
  void canBeClosedAfterAFailedWriteByOneWhoAddsTheSecondFailureToTheFirst() {
    assertThatThrownBy(
            () -> {
              try (OutputStream stream = new DurableStream(failing, () -> {})) {
                stream.write(1);
              }
            })
        .isSameAs(full)
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
    assertThat(closed).isTrue();
  }

  @Test
  void saysInClosingWhatFailed() {
    DurableStream stream =
        new DurableStream(
            failing,
            () -> {
              throw full;
            });
    assertThatThrownBy(stream::close)
        .isInstanceOf(IOException.class)
        .hasMessage("the disk is full")
        .hasCause(full);
    assertThat(closed).isTrue();
  }
}
