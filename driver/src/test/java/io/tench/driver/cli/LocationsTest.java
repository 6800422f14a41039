package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LocationsTest {
  private static final String HERE = Path.of("").toAbsolutePath().toString();

  @Test
  void leavesUrisAsTheyAre() {
    assertThat(Locations.absolute("hdfs://nn:8020/a b")).isEqualTo("hdfs://nn:8020/a b");
    assertThat(Locations.absolute("s3a://bucket/x")).isEqualTo("s3a://bucket/x");
    assertThat(Locations.absolute("sample:fashion-mnist/train"))
        .isEqualTo("sample:fashion-mnist/train");
  }

  @Test
  void makesLocalPathsAbsolute() {
    assertThat(Locations.absolute("runs/a b")).isEqualTo("file:" + HERE + "/runs/a b");
    assertThat(Locations.absolute("../x/./y")).doesNotContain("..", "/./").endsWith("/x/y");
    assertThat(Locations.absolute("/x/")).isEqualTo("file:/x");
  }

  @Test
  void showsWhatOneWouldType() {
    assertThat(Locations.shown("file:" + HERE + "/runs/a")).isEqualTo("runs/a");
    assertThat(Locations.shown("file:" + HERE + "/runs/a b")).isEqualTo("'runs/a b'");
    assertThat(Locations.shown("file:/x/it's")).isEqualTo("'/x/it'\\''s'");
    assertThat(Locations.shown("hdfs://nn:8020/x")).isEqualTo("hdfs://nn:8020/x");
  }
}
