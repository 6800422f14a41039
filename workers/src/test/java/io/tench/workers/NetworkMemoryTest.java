package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class NetworkMemoryTest {
  private static final ImageShape SHAPE = new ImageShape(3, 224, 224);
  private static final NetworkSettings RESNET_50 =
      new NetworkSettings(
          Architecture.named("resnet-50").configuration(SHAPE, 1000, 1).toJson(),
          SHAPE,
          1000,
          1,
          new InnerOptimizer.Sgd(0.9, true, 1e-4),
          0,
          0);

  @Test
  void holdsParametersGradientMomentumAndACopy() {
    long parameters = NetworkMemory.of("torch", RESNET_50, 16).parameters();

    assertThat(parameters).isCloseTo(4L * 4 * 25_600_000, Percentage.withPercentage(1));
  }

  /** The outputs of ResNet-50's layers are 37.7 million values an image. */
  @Test
  void growsWithTheBatchAndIsLargerInNd4j() {
    long torch = NetworkMemory.of("torch", RESNET_50, 16).activations();

    assertThat(torch).isCloseTo(2_650_000_000L, Percentage.withPercentage(2));
    assertThat(NetworkMemory.of("torch", RESNET_50, 32).activations()).isEqualTo(2 * torch);
    assertThat(NetworkMemory.of("nd4j", RESNET_50, 16).activations()).isGreaterThan(2 * torch);
  }
}
