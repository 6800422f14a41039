package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.bytes;
import static io.tench.datasets.source.SourceFiles.file;
import static io.tench.datasets.source.SourceFiles.gzip;
import static io.tench.datasets.source.SourceFiles.open;
import static io.tench.datasets.source.SourceFiles.samples;
import static io.tench.datasets.source.SourceFiles.tar;
import static io.tench.datasets.source.SourceFiles.tarOfImages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTarTest {
  private static final int BLOCK = 512;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/a.jpg", "cat/../../a.jpg", "..\\a.jpg"})
  void refusesEntriesThatPointOutOfTheTar(String path) {
    assertRefused(tarOfImages("cat/b.jpg", path), "a.tar", "points out of it");
  }

  @Test
  void takesAnAbsolutePathForARelativeOne() throws IOException {
    Source source = open(file(folder, "a.tar", tarOfImages("/cat/b.jpg", "/dog/c.jpg")));
    assertThat(samples(source.train()))
        .extracting(sample -> sample.path())
        .containsExactly("cat/b.jpg", "dog/c.jpg");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 600, 1_200, 1_700})
  void refusesATarThatIsCutOff(int length) {
    byte[] whole = tar(Map.of("cat/a.jpg", new byte[3_000]));
    assertRefused(Arrays.copyOf(whole, length), "a.tar", "is not a whole tar file");
  }

  @Test
  void refusesACompressedTarThatIsCutOff() {
    byte[] noise = new byte[100_000];
    new Random(3).nextBytes(noise);
    byte[] whole = gzip(tar(Map.of("cat/a.jpg", noise)));
    assertRefused(Arrays.copyOf(whole, whole.length / 2), "a.tar.gz", "is not a whole gzip file");
    assertRefused(bytes("no gzip at all"), "a.tar.gz", "is not a whole gzip file");
  }

  @Test
  void refusesASynsetTarThatIsCutOffInsideOfItsTar() throws IOException {
    byte[] inner = tar(Map.of("n01440764_1.JPEG", new byte[3_000]));
    Path file = file(folder, "a.tar", tar(Map.of("n01440764.tar", Arrays.copyOf(inner, 1_024))));
    Source source = open(file);
    assertThatThrownBy(() -> samples(source.train()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("n01440764.tar is not a whole tar file");
  }

  @Test
  void refusesASizeLargerThanTheTar() {
    assertRefused(
        header("cat/a.jpg", TarConstants.LF_NORMAL, 5_000_000_000L), "a.tar", "middle of");
  }

  @Test
  void refusesASizeLargerThanTheCompressedTar() {
    byte[] header = header("cat/a.jpg", TarConstants.LF_NORMAL, 5_000_000_000L);
    assertRefused(gzip(header), "a.tar.gz", "is not a whole tar file");
  }

  @Test
  void refusesAnImageOfAbsurdSizeBeforeReadingIt() throws IOException {
    Path tar = file(folder, "a.tar", header("cat/a.jpg", TarConstants.LF_NORMAL, 5_000_000_000L));
    try (RandomAccessFile file = new RandomAccessFile(tar.toFile(), "rw")) {
      file.setLength(5_100_000_000L / 512 * 512);
    }
    assertThatThrownBy(() -> samples(open(tar).train()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("more than the 268435456 that an image may have");
  }

  @Test
  void refusesALongNameThatFillsTheMemory() {
    byte[] content = new byte[40 << 20];
    byte[] header = header("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME, content.length);
    byte[] whole = Arrays.copyOf(header, BLOCK + content.length);
    assertRefused(gzip(whole), "a.tar.gz", "a header is longer than");
  }

  @Test
  void refusesWhatIsNoTar() {
    byte[] noise = new byte[10_000];
    new Random(4).nextBytes(noise);
    assertRefused(noise, "a.tar", "is not a whole tar file");
  }

  private void assertRefused(byte[] content, String name, String part) {
    Path file = file(folder, name, content);
    assertThatThrownBy(() -> samples(open(file).train()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(part)
        .hasMessageStartingWith(file.toString());
  }

  private static byte[] header(String name, byte type, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(name, type);
    entry.setSize(size);
    byte[] block = new byte[BLOCK];
    entry.writeEntryHeader(block);
    return block;
  }
}
