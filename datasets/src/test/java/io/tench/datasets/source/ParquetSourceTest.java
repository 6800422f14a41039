package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.STORAGE;
import static io.tench.datasets.source.SourceFiles.bytes;
import static io.tench.datasets.source.SourceFiles.described;
import static io.tench.datasets.source.SourceFiles.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Sample;
import io.tench.datasets.ShardWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetSourceTest {
  private static final LabelMap LABELS = LabelMap.ofNames(List.of("cat", "dog"));

  @TempDir Path folder;

  @Test
  void readsTrainingAndValidationFilesWithTheNamesInTheirFooters() throws IOException {
    shard("data/train-00001-of-00002.parquet", "c.jpg");
    shard("data/train-00000-of-00002.parquet", "a.jpg", "b.jpg");
    shard("data/validation-00000-of-00001.parquet", "d.jpg");
    shard("data/test-00000-of-00001.parquet", "e.jpg");

    Source source = open(folder);

    assertThat(source.format()).isEqualTo(SourceFormat.PARQUET);
    assertThat(described(source, source.train()))
        .containsExactly("a.jpg=cat", "b.jpg=dog", "c.jpg=cat");
    assertThat(described(source, source.validation())).containsExactly("d.jpg=cat");
  }

  @Test
  void takesTestFilesWhereThereIsNoValidation() throws IOException {
    shard("train-00000-of-00001.parquet", "a.jpg");
    shard("test-00000-of-00001.parquet", "e.jpg");
    assertThat(described(open(folder), open(folder).validation())).containsExactly("e.jpg=cat");
  }

  @Test
  void readsOneFile() throws IOException {
    Path file = shard("some.parquet", "a.jpg", "b.jpg");
    assertThat(described(open(file), open(file).train())).containsExactly("a.jpg=cat", "b.jpg=dog");
  }

  @Test
  void refusesAFileThatIsNoParquetAndAMissingOne() {
    SourceFiles.file(folder, "data/train-0.parquet", bytes("PAR2"));
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("train-0.parquet is not a complete Parquet file");
    assertThatThrownBy(() -> open(folder.resolve("none.parquet")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("There is no file or folder");
  }

  private Path shard(String path, String... images) throws IOException {
    Path file = folder.resolve(path);
    try (ShardWriter writer = ShardWriter.create(STORAGE, file.toString(), LABELS)) {
      for (int index = 0; index < images.length; index++) {
        writer.write(new Sample(bytes(images[index]), images[index], index));
      }
      writer.finish();
    }
    return file;
  }
}
