package io.tench.datasets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files as others write them. */
class ParquetFilesTest {
  private static final String NAMES =
      """
      {"info": {"features": {"label": {"names": ["tench", "goldfish"], "_type": "ClassLabel"},
       "image": {"_type": "Image"}}}}
      """;

  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "ZSTD", "GZIP"})
  void readsOtherOrdersExtraColumnsDictionariesAndCompression(CompressionCodecName codec)
      throws IOException {
    write(
        "message schema { optional int32 label; optional binary caption (STRING); "
            + "required group image { optional binary path (STRING); optional binary bytes; } }",
        codec,
        NAMES,
        100,
        (group, row) -> {
          group.add("label", row % 2);
          group.add("caption", "a fish");
          image(group, row).append("path", row + ".JPEG");
        });
    DataSet data = DataSet.open(storage, folder.toString());
    assertThat(data.rows()).isEqualTo(100);
    assertThat(data.manifest().labels().get(1).name()).isEqualTo("goldfish");
    try (SampleReader reader = SampleReader.open(data, new SampleRange(0, 40, 43), 0, false)) {
      for (int row = 40; row < 43; row++) {
        Sample sample = reader.next();
        assertThat(sample.image()).asString(UTF_8).isEqualTo("image " + row % 5);
        assertThat(sample.path()).isEqualTo(row + ".JPEG");
        assertThat(sample.label()).isEqualTo(row % 2);
      }
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void readsCifarsColumnNamesAndNoPath() throws IOException {
    write(
        "message schema { optional group img { optional binary bytes; } optional int64 fine_label; }",
        CompressionCodecName.SNAPPY,
        NAMES.replace("\"label\"", "\"fine_label\""),
        3,
        (group, row) -> {
          group.addGroup("img").append("bytes", "x");
          group.add("fine_label", 1L);
        });
    DataSet data = DataSet.open(storage, folder.toString());
    try (SampleReader reader = SampleReader.open(data, new SampleRange(0, 0, 3), 0, false)) {
      assertThat(reader.next().path()).isEmpty();
      assertThat(reader.next().label()).isEqualTo(1);
    }
  }

  @Test
  void saysWhatARowLacks() throws IOException {
    write(
        "message schema { optional group image { optional binary bytes; optional binary path (STRING); } optional int64 label; }",
        CompressionCodecName.SNAPPY,
        NAMES,
        4,
        (group, row) -> {
          if (row == 1) {
            group.addGroup("image").append("path", "http://somewhere/x.jpg");
          } else if (row > 1) {
            image(group, row);
          }
          if (row < 2) {
            group.add("label", 0L);
          } else if (row == 3) {
            group.add("label", -1L);
          }
        });
    DataSet data = DataSet.open(storage, folder.toString());
    String file = data.path(0);
    refuses(
        data,
        0,
        "Row 0 of row group 0 in %s has no image: leave it out and ingest the data set again."
            .formatted(file));
    refuses(
        data,
        1,
        "Row 1 of row group 0 in %s has only the path http://somewhere/x.jpg of an image, not its bytes: ingest the images themselves."
            .formatted(file));
    refuses(
        data,
        2,
        "Row 2 of row group 0 in %s has no label: leave it out and ingest the data set again."
            .formatted(file));
    refuses(
        data,
        3,
        "The sample in row 3 of row group 0 in %s has label -1, but the data set has classes 0 to 1: leave the image out, or ingest the data set again."
            .formatted(file));
  }

  @Test
  void saysWhatAFileLacks() throws IOException {
    write(
        "message schema { optional binary text (STRING); }",
        CompressionCodecName.SNAPPY,
        NAMES,
        1,
        (group, row) -> group.add("text", "x"));
    refuses(
        "has no column image or img, only [text]: give files in the layout of Hugging Face's imagenet-1k.");
    write(
        "message schema { optional binary image; optional int64 label; }",
        CompressionCodecName.SNAPPY,
        NAMES,
        1,
        (group, row) -> group.add("label", 0L));
    refuses(
        "has a column image that is not struct<bytes: binary, path: string>: give files in the layout of Hugging Face's imagenet-1k.");
    write(
        "message schema { optional group image { optional binary bytes; } optional binary label (STRING); }",
        CompressionCodecName.SNAPPY,
        NAMES,
        1,
        (group, row) -> image(group, row));
    refuses(
        "has a column label that is not an integer class index: give files in the layout of Hugging Face's imagenet-1k.");
    String schema =
        "message schema { optional group image { optional binary bytes; } optional int64 label; }";
    write(schema, CompressionCodecName.SNAPPY, "{}", 1, (group, row) -> image(group, row));
    refuses("has no class names in its footer: make a data set of it with tench ingest.");
    write(schema, CompressionCodecName.SNAPPY, "{", 1, (group, row) -> image(group, row));
    refuses(
        "has a footer entry huggingface that cannot be read: write the file again with datasets.");
    write(schema, CompressionCodecName.SNAPPY, NAMES, 0, (group, row) -> {});
    refuses("has no rows: give files that have images.");
  }

  @Test
  void namesClassesThatShareANameByTheirIdsToo() {
    LabelMap labels =
        new LabelMap(
            List.of(
                new Label(0, "n02012849", "crane"),
                new Label(1, "n03126707", "crane"),
                new Label(2, "n01440764", "tench")));
    LabelMap found =
        HuggingFaceFeatures.labels("x", HuggingFaceFeatures.json(labels)).orElseThrow();
    assertThat(found.labels().stream().map(Label::name))
        .containsExactly("crane (n02012849)", "crane (n03126707)", "tench");
  }

  private interface Row {
    void fill(Group group, int row);
  }

  private static Group image(Group group, int row) {
    return group
        .addGroup("image")
        .append("bytes", Binary.fromConstantByteArray(("image " + row % 5).getBytes(UTF_8)));
  }

  private void write(String schema, CompressionCodecName codec, String names, int rows, Row row)
      throws IOException {
    storage.delete(folder + "/data.parquet");
    MessageType type = MessageTypeParser.parseMessageType(schema);
    SimpleGroupFactory groups = new SimpleGroupFactory(type);
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new ShardOutput(storage, folder + "/data.parquet"))
            .withConf(new Configuration(false))
            .withType(type)
            .withExtraMetaData(Map.of("huggingface", names))
            .withCompressionCodec(codec)
            .withDictionaryEncoding(true)
            .build()) {
      for (int index = 0; index < rows; index++) {
        Group group = groups.newGroup();
        row.fill(group, index);
        writer.write(group);
      }
    }
  }

  private void refuses(String reason) {
    assertThatThrownBy(() -> DataSet.open(storage, folder.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageEndingWith("/data.parquet " + reason);
  }

  private static void refuses(DataSet data, int row, String sentence) throws IOException {
    try (SampleReader reader =
        SampleReader.open(data, new SampleRange(0, row, row + 1), 0, false)) {
      assertThatThrownBy(reader::next).isInstanceOf(BadInputException.class).hasMessage(sentence);
    }
  }
}
