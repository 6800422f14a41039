package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KerasFileTest {
  private static final String MOBILE_NET = "mobilenet-v1-0.25";

  private final Storage storage = new HadoopStorage();
  private final Checkpoint trained = Trained.small(MOBILE_NET);
  private final KerasModel model = KerasModel.of(trained);

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("model.h5");
  }

  private Checkpoint read(String architecture, List<String> names) throws IOException {
    return Import.read(
        storage,
        "file:" + file,
        new ImportSettings(
            Optional.of(architecture),
            Optional.of(LabelMap.ofNames(names)),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty()));
  }

  private void refuses(String architecture, List<String> names, String... parts) {
    assertThatThrownBy(() -> read(architecture, names))
        .isInstanceOf(BadInputException.class)
        .hasMessageContainingAll(parts)
        .hasMessageMatching("[^\n]*\\.");
  }

  @Test
  void bringsAModelInWithItsInputAndItsPreprocessing() throws IOException {
    model.save(file);

    Checkpoint imported = read(MOBILE_NET, Trained.NAMES);

    agree(imported, 1e-3);
    assertThat(imported.network().preprocessing().shape().height()).isEqualTo(32);
    assertThat(imported.network().preprocessing().resize()).isEqualTo(32);
    assertThat(imported.network().preprocessing().channels())
        .isEqualTo(new ChannelStatistics(List.of(0.5, 0.5, 0.5), List.of(0.5, 0.5, 0.5)));
  }

  @Test
  void bringsWeightsAloneIn() throws IOException {
    model.saveWeights(file);

    Checkpoint imported = read(MOBILE_NET, Trained.NAMES);

    agree(imported, 1e-3);
    assertThat(imported.network().preprocessing().shape().height()).isEqualTo(224);
  }

  @Test
  void takesEachBatchNormsEpsilonFromTheModel() throws IOException {
    StringBuilder layers = new StringBuilder();
    model.layers.keySet().stream()
        .filter(layer -> layer.endsWith("_bn"))
        .forEach(
            layer ->
                layers
                    .append(layers.isEmpty() ? "" : ",")
                    .append(
                        "{\"config\": {\"name\": \"%s\", \"epsilon\": 0.25}}".formatted(layer)));
    model.configuration = "{\"config\": {\"layers\": [%s]}}".formatted(layers);
    model.save(file);

    agree(read(MOBILE_NET, Trained.NAMES), 0.25);
  }

  /** Every parameter is the trained one; a variance has the difference of the epsilons on top. */
  private void agree(Checkpoint imported, double epsilon) {
    float[] expected = trained.parameters().clone();
    for (ParameterSlice slice : trained.network().layout().slices()) {
      if (slice.role() == ParameterRole.RUNNING_VARIANCE) {
        for (long index = slice.offset(); index < slice.end(); index++) {
          expected[(int) index] += (float) epsilon - 1e-5f;
        }
      }
    }
    assertThat(Arrays.equals(imported.parameters(), expected)).isTrue();
  }

  @Test
  void refusesLabelsThatDoNotFit() {
    model.save(file);

    refuses(MOBILE_NET, List.of("yes", "no"), "tells 7 classes apart", "there are 2 labels");
  }

  @Test
  void refusesAnotherWidth() {
    model.save(file);

    refuses("mobilenet-v1-0.5", Trained.NAMES, "has tensor conv1/kernel of shape [3, 3, 3, 8]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet-50", "squeezenet-1.1", "vgg-16-bn"})
  void refusesArchitecturesThatKerasComputesOtherwise(String architecture) {
    model.save(file);

    refuses(architecture, Trained.NAMES, "Keras has no " + architecture, "from safetensors");
  }

  @Test
  void refusesAModelWithoutItsHead() {
    model.layers.remove("conv_preds");
    model.save(file);

    refuses(MOBILE_NET, Trained.NAMES, "it has no tensor conv_preds/kernel, conv_preds/bias");
  }

  @Test
  void refusesNumbersThatAreNoFloats() {
    model.put("conv1_bn", "gamma", new int[8]);
    model.save(file);

    refuses(MOBILE_NET, Trained.NAMES, "conv1_bn/gamma in numbers that are not float");
  }

  @Test
  void refusesADescriptionThatIsNotJson() {
    model.configuration = "no JSON, none at all";
    model.save(file);

    refuses(MOBILE_NET, Trained.NAMES, "its model_config is not JSON");
  }

  @Test
  void refusesKeras3sOwnLayout() {
    model.layers.clear();
    model.put("layers", "vars", new float[1]);
    model.saveWeights(file);

    refuses(MOBILE_NET, Trained.NAMES, "the layout of Keras 3's", "save the whole model as .h5");
  }

  @Test
  void refusesAFileWithoutLayers() {
    model.layers.clear();
    model.save(file);

    refuses(MOBILE_NET, Trained.NAMES, "it has no layer with weights");
  }
}
