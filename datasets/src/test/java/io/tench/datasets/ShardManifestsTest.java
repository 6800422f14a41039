package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardManifestsTest {
  private static final String GOOD =
      """
      {"version": 1,
       "labels": [{"index": 0, "id": "n01440764", "name": "tench"}],
       "channels": {"mean": [0.5], "deviation": [0.25]},
       "shards": [{"file": "a.parquet", "bytes": 10, "sha256": "ab", "rowGroups": [2, 1]}]}
      """;

  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @Test
  void readsBackWhatItWrote() throws IOException {
    ShardManifest manifest =
        new ShardManifest(
            ShardManifest.VERSION,
            new LabelMap(List.of(new Label(0, "n01440764", "tench"), new Label(1, "x", "\u00e9"))),
            ChannelStatistics.IMAGENET,
            List.of(new ShardFile("a.parquet", 123L << 33, "ab", List.of(3, 4))));
    ShardManifests.write(storage, folder.toString(), manifest);
    assertThat(ShardManifests.read(storage, folder.toString())).isEqualTo(manifest);
  }

  @Test
  void readsTheDocumentedForm() throws IOException {
    ShardManifest manifest = read(GOOD);
    assertThat(manifest.labels().get(0).name()).isEqualTo("tench");
    assertThat(manifest.rows()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "sha256": "ab",    |                                 | sha256
          "bytes": 10        | "bytes": null                   | bytes
          "bytes": 10        | "bytes": 10, "bytes": 11        | Duplicate field 'bytes'
          "file":            | "size": 1, "file":              | unknown key size
          "version": 1,      | "version": 1, "classes": 3,     | unknown key classes
          "version": 1,      |                                 | version
          [2, 1]             | "many"                          | rowGroups
          "index": 0         | "index": 1                      | label 0 must have index 0, was 1
          [0.25]             | [0]                             | deviations must be > 0
          "bytes": 10        | "bytes": -1                     | bytes must be >= 0, was -1
          "ab"               | "ab                             | line
          """)
  void refusesAManifestWith(String good, String bad, String reason) throws IOException {
    assertThat(GOOD).contains(good);
    assertThatThrownBy(() -> read(GOOD.replace(good, bad == null ? "" : bad)))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder + "/_manifest.json is not a manifest (")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("): ingest the data set again.");
  }

  @Test
  void refusesAnotherVersion() {
    assertThatThrownBy(() -> read("{\"version\": 2, \"files\": []}"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has version 2 of the format and this Tench reads version 1");
  }

  @Test
  void saysWhenThereIsNone() {
    assertThatThrownBy(() -> ShardManifests.read(storage, folder.toString()))
        .isInstanceOf(FileNotFoundException.class);
  }

  private ShardManifest read(String json) throws IOException {
    Files.writeString(folder.resolve(ShardManifest.FILE), json);
    return ShardManifests.read(storage, folder.toString());
  }
}
