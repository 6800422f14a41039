package io.tench.workers.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslationTest {
  @Test
  void theDocumentationListsExactlyWhatIsSupported() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "torch-backend.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(Translation.values()).map(Translation::row).toList());
  }
}
