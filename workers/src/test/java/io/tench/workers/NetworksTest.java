package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.OptimizerState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetworksTest {
  private final CountingBackend backend = new CountingBackend();
  private final Networks networks = new Networks();

  @Test
  void usesAnIdleNetworkOfTheSameSettingsAgain() throws IOException {
    Network first = networks.lend(backend, settings(1), network -> network);
    Network second = networks.lend(backend, settings(1), network -> network);
    assertThat(second).isSameAs(first);
    assertThat(backend.opened).hasSize(1);
  }

  @Test
  void lendsEachNetworkToOneAtATime() throws IOException {
    networks.lend(
        backend,
        settings(1),
        outer -> {
          networks.lend(
              backend,
              settings(1),
              inner -> {
                assertThat(inner).isNotSameAs(outer);
                return inner;
              });
          return outer;
        });
    assertThat(backend.opened).hasSize(2).allMatch(network -> !network.closed);
  }

  @Test
  void keepsNoMoreOpenThanWereInUseAtOnce() throws IOException {
    for (int threads = 1; threads <= 5; threads++) {
      networks.lend(backend, settings(threads), network -> network);
      assertThat(backend.opened.stream().filter(network -> !network.closed)).hasSize(1);
    }
    assertThat(backend.opened).hasSize(5);
  }

  @Test
  void closesANetworkWhoseTaskFailed() {
    assertThatThrownBy(
            () ->
                networks.lend(
                    backend,
                    settings(1),
                    network -> {
                      throw new IOException("disk on fire");
                    }))
        .hasMessage("disk on fire");
    assertThat(backend.opened).singleElement().matches(network -> network.closed);
  }

  private static NetworkSettings settings(int threads) {
    return new NetworkSettings(
        "{}", new ImageShape(1, 1, 1), 2, threads, new InnerOptimizer.Sgd(0, false, 0), 0, 0);
  }

  private static final class CountingBackend implements Backend {
    private final List<EmptyNetwork> opened = new ArrayList<>();

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Batch.Layout layout() {
      return Batch.Layout.CHANNELS_FIRST;
    }

    @Override
    public Optional<String> lacks(Compute compute) {
      return Optional.empty();
    }

    @Override
    public Network open(NetworkSettings settings) {
      opened.add(new EmptyNetwork());
      return opened.get(opened.size() - 1);
    }
  }

  private static final class EmptyNetwork implements Network {
    private boolean closed;

    @Override
    public void load(float[] parameters, OptimizerState state, long seed) {}

    @Override
    public StepReport train(Batch batch, double learningRate) {
      return new StepReport(0, 0, batch.size());
    }

    @Override
    public float[][] activations(Batch batch, String vertex) {
      return new float[0][];
    }

    @Override
    public float[][] classify(Batch batch) {
      return new float[batch.size()][];
    }

    @Override
    public void parameters(float[] target) {}

    @Override
    public OptimizerState optimizerState() {
      return OptimizerState.NONE;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
