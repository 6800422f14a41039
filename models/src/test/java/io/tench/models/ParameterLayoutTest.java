package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;

class ParameterLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "lenet, 28",
    "resnet-20, 32",
    "resnet-18, 32",
    "resnet-50, 32",
    "squeezenet-1.1, 64",
    "mobilenet-v1-0.25, 32",
  })
  void agreesWithTheViewsOfARealGraph(String name, int size) {
    ComputationGraphConfiguration configuration =
        Architecture.named(name).configuration(new ImageShape(3, size, size), 10, 1);
    List<ParameterSlice> slices = ParameterLayout.of(configuration).slices();
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init();
    List<ParameterSlice> real = new ArrayList<>();
    for (Map.Entry<String, INDArray> entry : graph.paramTable().entrySet()) {
      int split = entry.getKey().lastIndexOf('_');
      INDArray view = entry.getValue();
      List<Long> shape = new ArrayList<>();
      for (long side : view.shape()) {
        shape.add(side);
      }
      real.add(
          new ParameterSlice(
              entry.getKey().substring(0, split),
              entry.getKey().substring(split + 1),
              ParameterRole.WEIGHT,
              view.offset(),
              shape,
              view.rank() == 1 ? 'c' : view.ordering()));
    }
    real.sort((first, second) -> Long.compare(first.offset(), second.offset()));
    assertThat(slices)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("role")
        .isEqualTo(real);
    assertThat(slices.get(slices.size() - 1).end()).isEqualTo(graph.numParams());
  }

  @Test
  void knowsWhatDecaysAndWhichStatisticsBelongTogether() {
    ParameterLayout layout =
        ParameterLayout.of(
            Architecture.named("resnet-20").configuration(new ImageShape(3, 32, 32), 10, 1));
    long weights = layout.decaying().stream().mapToLong(range -> range.to() - range.from()).sum();
    assertThat(weights).isEqualTo(269_722 - 2 * 688 - 10);
    assertThat(layout.runningStatistics()).hasSize(19);
    assertThat(layout.runningStatistics())
        .allSatisfy(
            pair -> {
              assertThat(pair.mean().layer()).isEqualTo(pair.variance().layer());
              assertThat(pair.mean().role()).isEqualTo(ParameterRole.RUNNING_MEAN);
              assertThat(pair.variance().role()).isEqualTo(ParameterRole.RUNNING_VARIANCE);
              assertThat(pair.mean().length()).isEqualTo(pair.variance().length());
            });
    assertThat(layout.length() - layout.trainable()).isEqualTo(2 * 688);
  }

  @Test
  void joinsNeighboursThatDecay() {
    ParameterLayout layout =
        ParameterLayout.of(
            Architecture.named("lenet").configuration(new ImageShape(1, 28, 28), 10, 1));
    assertThat(layout.decaying())
        .containsExactly(
            new ParameterLayout.Range(6, 156),
            new ParameterLayout.Range(172, 50_572),
            new ParameterLayout.Range(50_692, 60_772),
            new ParameterLayout.Range(60_856, 61_696));
    assertThat(layout.length()).isEqualTo(61_706);
  }
}
