package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.driver.preflight.Demand.Part;
import io.tench.driver.preflight.Supply.Home;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreflightTest {
  private static final long GIGABYTE = 1_000_000_000;
  private static final Demand DEMAND =
      new Demand(
          "2 replicas of resnet-50 with batches of 16",
          List.of(new Part("parameters", 2 * GIGABYTE), new Part("Spark", GIGABYTE)),
          List.of(new Part("activations", 5 * GIGABYTE)),
          4);

  @Test
  void showsEveryPartBesideWhatThereIs() {
    Supply supply = new Supply(Home.CONTAINER, 4 * GIGABYTE, 6 * GIGABYTE, 0, 2, 8);

    assertThat(new Preflight(DEMAND, supply).table())
        .containsExactly(
            "Each executor: 2 replicas of resnet-50 with batches of 16      needs        has",
            "  Java's heap                                               3.00 GB    4.00 GB",
            "    parameters                                              2.00 GB",
            "    Spark                                                   1.00 GB",
            "  beside the heap                                           5.00 GB    6.00 GB",
            "    activations                                             5.00 GB",
            "  threads that compute                                            4    8 cores");
    assertThatCode(() -> new Preflight(DEMAND, supply).requireFit()).doesNotThrowAnyException();
  }

  @Test
  void namesTheOverheadThatAContainerLacks() {
    Supply supply = new Supply(Home.CONTAINER, 4 * GIGABYTE, GIGABYTE, 0, 2, 8);

    assertThatThrownBy(() -> new Preflight(DEMAND, supply).requireFit())
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "2 replicas of resnet-50 with batches of 16 will not fit: an executor needs 5.00 GB beside Java's heap and may take 1.00 GB; set spark.executor.memoryOverhead=5376m or more, or lower training.batch-size.");
  }

  @Test
  void namesTheHeapThatIsTooSmall() {
    Supply executor = new Supply(Home.MACHINE, 2 * GIGABYTE, 90 * GIGABYTE, 0, 2, 8);
    Supply process = new Supply(Home.THIS_PROCESS, 2 * GIGABYTE, 90 * GIGABYTE, 0, 2, 8);

    assertThat(new Preflight(DEMAND, executor).problem().orElseThrow())
        .endsWith("may take 2.00 GB; set spark.executor.memory=3328m or more.");
    assertThat(new Preflight(DEMAND, process).problem().orElseThrow())
        .contains("this process needs 3.00 GB of Java's heap")
        .endsWith("set TENCH_JAVA_OPTIONS=-Xmx3328m or more.");
  }

  /** A machine's memory holds the heap too, as far as the run takes it. */
  @Test
  void countsTheHeapAgainstAMachine() {
    Supply enough = new Supply(Home.MACHINE, 6 * GIGABYTE, 8 * GIGABYTE, 0, 2, 8);
    Supply less = new Supply(Home.MACHINE, 6 * GIGABYTE, 8 * GIGABYTE - 1, 0, 2, 8);

    assertThat(new Preflight(DEMAND, enough).problem()).isEmpty();
    assertThat(new Preflight(DEMAND, less).problem().orElseThrow())
        .endsWith("lower training.batch-size, or spark.executor.cores for fewer tasks at once.");
  }

  @Test
  void namesJavacppsBound() {
    Supply supply = new Supply(Home.CONTAINER, 4 * GIGABYTE, 6 * GIGABYTE, 7 * GIGABYTE, 2, 8);

    assertThat(new Preflight(DEMAND, supply).problem().orElseThrow())
        .endsWith(
            "an executor needs 8.00 GB in all and may take 7.00 GB; set spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxphysicalbytes=0.");
  }
}
