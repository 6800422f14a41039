package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.driver.preflight.Demand.Part;
import io.tench.driver.preflight.Supply.Home;
import java.util.List;
import java.util.Optional;
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

    assertThat(preflight(supply).table())
        .containsExactly(
            "Each executor: 2 replicas of resnet-50 with batches of 16      needs        has",
            "  Java's heap                                               3.00 GB    4.00 GB",
            "    parameters                                              2.00 GB",
            "    Spark                                                   1.00 GB",
            "  beside the heap                                           5.00 GB    6.00 GB",
            "    activations                                             5.00 GB",
            "  threads that compute                                            4    8 cores");
    assertThatCode(() -> preflight(supply).requireFit()).doesNotThrowAnyException();
  }

  @Test
  void namesTheOverheadThatAContainerLacks() {
    Supply supply = new Supply(Home.CONTAINER, 4 * GIGABYTE, GIGABYTE, 0, 2, 8);

    assertThatThrownBy(() -> preflight(supply).requireFit())
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "2 replicas of resnet-50 with batches of 16 will not fit: an executor needs 5.00 GB beside Java's heap and may take 1.00 GB; set spark.executor.memoryOverhead=5376m or more, or lower training.batch-size.");
  }

  @Test
  void namesTheHeapThatIsTooSmall() {
    Supply executor = new Supply(Home.MACHINE, 2 * GIGABYTE, 90 * GIGABYTE, 0, 2, 8);
    Supply process = new Supply(Home.THIS_PROCESS, 2 * GIGABYTE, 90 * GIGABYTE, 0, 2, 8);

    assertThat(preflight(executor).problem().orElseThrow())
        .endsWith("may take 2.00 GB; set spark.executor.memory=3328m or more.");
    assertThat(preflight(process).problem().orElseThrow())
        .contains("this process needs 3.00 GB of Java's heap")
        .endsWith("set TENCH_JAVA_OPTIONS=-Xmx3328m or more.");
  }

  @Test
  void namesTheDriversHeapThatIsTooSmall() {
    Supply supply = new Supply(Home.MACHINE, 4 * GIGABYTE, 90 * GIGABYTE, 0, 2, 8);
    List<Part> parts = List.of(new Part("checkpoints", GIGABYTE), new Part("Spark", GIGABYTE));

    assertThat(preflight(supply, new DriverHeap(parts, 2 * GIGABYTE)).problem()).isEmpty();
    Preflight less = preflight(supply, new DriverHeap(parts, 2 * GIGABYTE - 1));
    assertThat(less.problem().orElseThrow())
        .endsWith(
            "the driver needs 2.00 GB of Java's heap and may take 2.00 GB; give it --driver-memory 2304m or more.");
    assertThat(less.table())
        .endsWith(
            "The driver",
            "  Java's heap                                               2.00 GB    2.00 GB",
            "    checkpoints                                             1.00 GB",
            "    Spark                                                   1.00 GB");
  }

  private static Preflight preflight(Supply supply, DriverHeap driver) {
    return new Preflight(DEMAND, supply, Optional.of(driver));
  }

  private static Preflight preflight(Supply supply) {
    return new Preflight(DEMAND, supply, Optional.empty());
  }

  /** A machine's memory holds the heap too, as far as the run takes it. */
  @Test
  void countsTheHeapAgainstAMachine() {
    Supply enough = new Supply(Home.MACHINE, 6 * GIGABYTE, 8 * GIGABYTE, 0, 2, 8);
    Supply less = new Supply(Home.MACHINE, 6 * GIGABYTE, 8 * GIGABYTE - 1, 0, 2, 8);

    assertThat(preflight(enough).problem()).isEmpty();
    assertThat(preflight(less).problem().orElseThrow())
        .endsWith("lower training.batch-size, or spark.executor.cores for fewer tasks at once.");
  }

  @Test
  void namesJavacppsBound() {
    Supply supply = new Supply(Home.CONTAINER, 4 * GIGABYTE, 6 * GIGABYTE, 7 * GIGABYTE, 2, 8);

    assertThat(preflight(supply).problem().orElseThrow())
        .endsWith(
            "an executor needs 8.00 GB in all and may take 7.00 GB; set spark.executor.extraJavaOptions=-Dorg.bytedeco.javacpp.maxphysicalbytes=0.");
  }
}
