package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.DataSets;
import io.tench.datasets.Label;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Sample;
import io.tench.datasets.SharedData;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that came from elsewhere is evaluated and fine-tuned as one of Tench's own is. */
class ImportedRunTest {
  private static final String MASTER = "--master=local[2]";
  private static final int IMAGES = 24;

  @TempDir private Path folder;

  private String imported;
  private String data;

  @BeforeEach
  void nameFolders() {
    imported = folder.resolve("imported").toString();
    data = folder.resolve("data").toString();
  }

  /** Training and validation data of these classes, the same images in both. */
  private void write(int side, Label... classes) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < IMAGES; index++) {
      byte[] image = Images.png(Images.scene(side, side, index));
      samples.add(new Sample(image, "scene-" + index, index % classes.length));
    }
    LabelMap labels = new LabelMap(List.of(classes));
    for (String part : List.of("train", "val")) {
      DataSets.write(new HadoopStorage(), data + "/" + part, labels, samples, 2, 1 << 20);
    }
  }

  private JsonNode evaluate(String run) throws IOException {
    Commands.Result result =
        succeed("evaluate", run, data + "/val", MASTER, "--backend=nd4j", "--json");
    return new ObjectMapper().readTree(result.out());
  }

  private String fineTune() {
    String tuned = folder.resolve("tuned").toString();
    String said =
        succeed(
                "fine-tune",
                imported,
                data,
                MASTER,
                "--new-head",
                "--set=run=" + tuned,
                "--set=training.epochs=1",
                "--set=training.backend=nd4j")
            .out();
    assertThat(said).contains("Validation: top-1");
    return tuned;
  }

  private static Commands.Result succeed(String... arguments) {
    Commands.Result result = Commands.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  @Test
  void aSafetensorsFileOnSomeOfItsClasses() throws IOException {
    String run = folder.resolve("run").toString();
    CheckpointFiles.write(
        new HadoopStorage(), CheckpointFiles.folder(run, 4), SmallCheckpoints.after(4));
    String file = folder.resolve("network.safetensors").toString();
    succeed("export", run, file, "--to", "safetensors");
    succeed("import", file, imported);
    write(28, new Label(0, "hen", "hen"), new Label(1, "goldfish", "goldfish"));

    JsonNode scores = evaluate(imported);

    JsonNode original = evaluate(run);
    assertThat(scores.get("loss")).isEqualTo(original.get("loss"));
    assertThat(scores.get("classes")).isEqualTo(original.get("classes"));
    assertThat(scores.at("/classes/0/name").asText()).isEqualTo("goldfish");
    assertThat(scores.at("/classes/0/index").asInt()).isEqualTo(1);
    assertThat(scores.at("/classes/1/name").asText()).isEqualTo("hen");
    assertThat(scores.at("/classes/1/samples").asInt()).isEqualTo(IMAGES / 2);
    assertThat(evaluate(fineTune()).at("/classes/1/name").asText()).isEqualTo("goldfish");
  }

  @Test
  void kerassMobileNet() throws IOException {
    byte[] file =
        SharedData.files(SharedData.archive("pretrained.tar"))
            .get("pretrained/mobilenet_v1_0.25_224.h5");
    Path model = Files.write(folder.resolve("model.h5"), file);
    String said =
        succeed(
                "import",
                model.toString(),
                imported,
                "--architecture=mobilenet-v1-0.25",
                "--labels=imagenet",
                "--input=3x32x32")
            .out();
    assertThat(said).contains("mobilenet-v1-0.25, 1000 classes, 470072 parameters");
    write(32, new Label(0, "n01443537", "goldfish"), new Label(1, "n01440764", "tench"));

    JsonNode scores = evaluate(imported);

    assertThat(scores.at("/classes")).hasSize(2);
    assertThat(scores.at("/classes/0/name").asText()).isEqualTo("tench");
    assertThat(scores.at("/samples").asInt()).isEqualTo(IMAGES);
    assertThat(evaluate(fineTune()).at("/classes/1/name").asText()).isEqualTo("tench");
  }
}
