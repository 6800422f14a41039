package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  private static final int LENGTH_BYTES = 8;

  private final Storage storage = new HadoopStorage();

  @TempDir private Path folder;

  private Path file;
  private byte[] whole;

  @BeforeEach
  void export() throws IOException {
    file = folder.resolve("lenet.safetensors");
    Export.write(storage, Trained.small("lenet"), ExchangeFormat.SAFETENSORS, "file:" + file);
    whole = Files.readAllBytes(file);
  }

  private Checkpoint read(ImportSettings settings) throws IOException {
    return Import.read(storage, "file:" + file, settings);
  }

  private void refuses(ImportSettings settings, String... parts) {
    assertThatThrownBy(() -> read(settings))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("file:" + file)
        .hasMessageContainingAll(parts)
        .hasMessageMatching("[^\n]*\\.");
  }

  private static ImportSettings as(String architecture, List<String> names) {
    return new ImportSettings(
        Optional.of(architecture),
        Optional.of(LabelMap.ofNames(names)),
        Optional.of(new ImageShape(1, 28, 28)),
        OptionalInt.empty(),
        Optional.empty());
  }

  @Test
  void startsWithTorchvisionsNamesAndTheNetworksNotes() {
    String header = new String(whole, LENGTH_BYTES, headerLength(whole), StandardCharsets.UTF_8);

    assertThat(header)
        .contains("\"conv1.weight\":{\"dtype\":\"F32\",\"shape\":[6,1,5,5]")
        .contains("\"fc1.weight\":{\"dtype\":\"F32\",\"shape\":[120,400]")
        .contains("\"format\":\"pt\"", "tench.labels", "great white shark", "tench.preprocessing");
    assertThat((LENGTH_BYTES + headerLength(whole)) % 8).isZero();
  }

  @ParameterizedTest(name = "{0} bytes are left")
  @CsvSource({"9", "200", "-1"})
  void refusesATruncatedFile(int kept) throws IOException {
    Files.write(file, Arrays.copyOf(whole, kept < 0 ? whole.length + kept : kept));

    refuses(ImportSettings.NONE, "not a whole safetensors file");
  }

  @ParameterizedTest
  @CsvSource({"9223372036854775807", "-1", "99999999", "4000000000"})
  void refusesAHeaderThatClaimsMoreThanThereIs(long length) throws IOException {
    byte[] claimed = whole.clone();
    ByteBuffer.wrap(claimed).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    Files.write(file, claimed);

    refuses(ImportSettings.NONE, "its header claims");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[0,24] | [0,99999999999] | its tensors",
        "[0,24] | [8,24] | overlap or leave gaps",
        "[0,24] | [-8,24] | the number -8",
        "[0,24] | [0] | does not say where",
        "\"F32\",\"shape\":[6,1,5,5] | \"I32\",\"shape\":[6,1,5,5] | conv1.weight as I32",
        "[6,1,5,5] | [6,1,5,6] | conv1.weight of shape [6, 1, 5, 6]",
        "[6,1,5,5] | [6,1,5] | conv1.weight of shape [6, 1, 5]",
        "conv1.weight | conv9.weight | no tensor conv1.weight and it also has conv9.weight",
        "\"F32\" | 32 | does not say where",
        "{\"__meta | {{\"__meta | is not JSON"
      })
  void refusesAHeaderThatIsWrong(String right, String wrong, String message) throws IOException {
    Files.write(
        file,
        withHeader(
            header -> header.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong))));

    refuses(ImportSettings.NONE, message);
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    refuses(
        as("lenet", List.of("yes", "no")),
        "tells 7 classes apart (fc3.weight is [7, 84]) and there are 2 labels");
  }

  @Test
  void refusesAnotherArchitecture() {
    refuses(
        as("resnet-20", Trained.NAMES), "is not a whole resnet-20, it has no tensor bn1.weight");
  }

  @Test
  void asksForWhatAnothersFileDoesNotSay() throws IOException {
    Files.write(file, withHeader(header -> header.replace("tench.", "torch.")));

    refuses(ImportSettings.NONE, "does not say which architecture it is of: add --architecture");
  }

  @Test
  void importsHalfPrecision() throws IOException {
    float[] values = {1, -2.5f, 65504, 1 / 16777216f, 0, Float.NEGATIVE_INFINITY, 1365 / 4096f};
    short[] halves = {0x3c00, (short) 0xc100, 0x7bff, 1, 0, (short) 0xfc00, 0x3555};
    ByteBuffer bytes = ByteBuffer.allocate(2 * halves.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asShortBuffer().put(halves);
    float[] decoded = new float[values.length];

    ElementType.F16.decode(bytes, decoded, 0, values.length);

    for (int index = 0; index < values.length; index++) {
      assertThat(decoded[index]).as("%x", halves[index]).isEqualTo(values[index]);
    }
  }

  private byte[] withHeader(UnaryOperator<String> change) {
    int length = headerLength(whole);
    String header = new String(whole, LENGTH_BYTES, length, StandardCharsets.UTF_8);
    byte[] changed = change.apply(header).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(whole.length - length + changed.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(changed.length).put(changed);
    bytes.put(whole, LENGTH_BYTES + length, whole.length - LENGTH_BYTES - length);
    return bytes.array();
  }

  private static int headerLength(byte[] file) {
    return (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
