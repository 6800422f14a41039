package io.tench.driver.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterleavedTest {
  @Test
  void measuresInTurnsAndComparesWithinATurn() throws Exception {
    List<String> order = new ArrayList<>();
    double[] first = {99, 1, 10, 4};
    double[] second = {99, 2, 30, 2};
    Map<String, Interleaved.Way> ways = new LinkedHashMap<>();
    ways.put("a", () -> first[count(order, "a")]);
    ways.put("b", () -> second[count(order, "b")]);
    Interleaved result = Interleaved.of(3, ways);

    assertThat(String.join("", order)).isEqualTo("abababab");
    assertThat(result.median("a")).isEqualTo(4);
    assertThat(result.median("b")).isEqualTo(2);
    assertThat(result.ratio("b", "a")).isEqualTo(2);
    assertThat(Interleaved.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }

  private static int count(List<String> order, String way) {
    order.add(way);
    return (int) order.stream().filter(way::equals).count() - 1;
  }
}
