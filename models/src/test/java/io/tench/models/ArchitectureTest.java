package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
  private static final ImageShape IMAGENET = new ImageShape(3, 224, 224);

  static List<String> names() {
    return Architecture.names();
  }

  /** torchvision's counts; for mobilenet-v1 those of Keras. */
  @ParameterizedTest
  @CsvSource({
    "alexnet, 61100840",
    "vgg-11, 132863336",
    "vgg-16, 138357544",
    "vgg-19, 143667240",
    "vgg-11-bn, 132868840",
    "vgg-16-bn, 138365992",
    "vgg-19-bn, 143678248",
    "resnet-18, 11689512",
    "resnet-34, 21797672",
    "resnet-50, 25557032",
    "resnet-101, 44549160",
    "resnet-152, 60192808",
    "squeezenet-1.1, 1235496",
    "mobilenet-v1, 4231976",
    "mobilenet-v1-0.25, 470072",
  })
  void hasThePublishedNumberOfParameters(String name, long parameters) {
    assertThat(layout(name, IMAGENET, 1000).trainable()).isEqualTo(parameters);
  }

  /** Table 6 of the paper, from 20 layers on: 0.27M, 0.46M, 0.66M, 0.85M, 1.7M. */
  @ParameterizedTest
  @CsvSource({
    "resnet-8, 75290",
    "resnet-14, 172506",
    "resnet-20, 269722",
    "resnet-32, 464154",
    "resnet-44, 658586",
    "resnet-56, 853018",
    "resnet-110, 1727962",
  })
  void hasTheNumberOfParametersOfTheCifarResNets(String name, long parameters) {
    assertThat(layout(name, new ImageShape(3, 32, 32), 10).trainable()).isEqualTo(parameters);
  }

  @Test
  void hasTheNumberOfParametersOfLeNet() {
    assertThat(layout("lenet", new ImageShape(1, 28, 28), 10).trainable()).isEqualTo(61_706);
    assertThat(layout("lenet", new ImageShape(1, 32, 32), 10).trainable()).isEqualTo(61_706);
  }

  @Test
  void hasTheSameParametersForAnyImageSizeWhereThePoolingIsGlobal() {
    for (String name : new String[] {"resnet-18", "resnet-50", "squeezenet-1.1", "mobilenet-v1"}) {
      long expected = layout(name, IMAGENET, 200).length();
      for (int size : new int[] {32, 64, 97, 160, 227, 300}) {
        assertThat(layout(name, new ImageShape(3, size, size), 200).length())
            .as("%s at %d pixels", name, size)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void hasTorchvisionsLayerNames() {
    assertThat(layers("resnet-18"))
        .contains("conv1", "bn1", "layer1.0.conv1", "layer2.0.downsample.0", "layer4.1.bn2", "fc");
    assertThat(layers("resnet-50")).contains("layer1.0.downsample.1", "layer3.5.conv3");
    assertThat(layers("alexnet"))
        .containsExactlyInAnyOrder(
            "features.0",
            "features.3",
            "features.6",
            "features.8",
            "features.10",
            "classifier.1",
            "classifier.4",
            "classifier.6");
    assertThat(layers("vgg-16")).contains("features.28", "classifier.0", "classifier.6");
    assertThat(layers("squeezenet-1.1"))
        .contains("features.0", "features.12.expand3x3", "classifier.1");
  }

  @ParameterizedTest
  @MethodSource("names")
  void survivesTheRoundTripThroughJson(String name) {
    ComputationGraphConfiguration built = Architecture.named(name).configuration(IMAGENET, 1000, 7);
    String json = built.toJson();
    ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
    assertThat(read.equals(built)).isTrue();
    assertThat(read.toJson().equals(json)).as("the same JSON").isTrue();
    assertThat(ParameterLayout.of(read).slices()).isEqualTo(ParameterLayout.of(built).slices());
  }

  @ParameterizedTest
  @MethodSource("names")
  void takesGrayImages(String name) {
    assertThat(layout(name, new ImageShape(1, 224, 224), 10).length())
        .isLessThan(layout(name, IMAGENET, 10).length());
  }

  @Test
  void namesTheNearestArchitectureForAnUnknownOne() {
    assertThatThrownBy(() -> Architecture.named("resnet50"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("\"resnet50\" is not known, the nearest is \"resnet-50\"");
  }

  @Test
  void refusesImagesThatNothingIsLeftOf() {
    assertThatThrownBy(() -> layout("alexnet", new ImageShape(3, 32, 32), 10))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "alexnet cannot take images of 32x32 pixels: nothing is left of them at layer features.12; use larger images or another architecture");
  }

  @Test
  void refusesImagesWhoseFeaturesDoNotFitTheClassifier() {
    assertThatThrownBy(() -> layout("vgg-16", new ImageShape(3, 96, 96), 10))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("vgg-16 cannot take images of 96x96 pixels")
        .hasMessageContaining("wants 7x7 features")
        .hasMessageContaining("gets 3x3");
  }

  @Test
  void refusesASingleClass() {
    assertThatThrownBy(() -> layout("lenet", new ImageShape(1, 28, 28), 1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("at least 2 classes");
  }

  private static ParameterLayout layout(String name, ImageShape shape, int classes) {
    return ParameterLayout.of(Architecture.named(name).configuration(shape, classes, 1));
  }

  private static Set<String> layers(String name) {
    return layout(name, IMAGENET, 1000).slices().stream()
        .map(ParameterSlice::layer)
        .collect(Collectors.toSet());
  }
}
