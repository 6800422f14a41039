package io.tench.models;

import static io.tench.models.WeightInitialization.HE_NORMAL;
import static io.tench.models.WeightInitialization.PYTORCH_DEFAULT;

import java.util.List;

/**
 * ResNet for ImageNet (He et al., CVPR 2016, table 1) as torchvision has it: a bottleneck's stride
 * is in its 3x3 convolution ("v1.5"), shortcuts that change shape are projections (option B).
 *
 * @param bottleneck blocks of 1x1, 3x3, 1x1 convolutions instead of two 3x3
 * @param blocks in each of the four stages
 * @param smallImages the stem keeps the resolution: one 3x3 convolution, no pooling
 */
record ResNet(boolean bottleneck, List<Integer> blocks, boolean smallImages)
    implements NetworkBody {
  ResNet {
    blocks = List.copyOf(blocks);
  }

  @Override
  public void addTo(NetworkBuilder network, int classes) {
    FeatureMap map = stem(network);
    for (int stage = 0; stage < blocks.size(); stage++) {
      for (int block = 0; block < blocks.get(stage); block++) {
        String name = "layer%d.%d".formatted(stage + 1, block);
        int stride = stage > 0 && block == 0 ? 2 : 1;
        map = block(network, name, map, 64 << stage, stride);
      }
    }
    map = network.globalAveragePooling("avgpool", map);
    network.output("fc", map, classes, PYTORCH_DEFAULT);
  }

  private FeatureMap stem(NetworkBuilder network) {
    Window window = smallImages ? new Window(3, 1, 1) : new Window(7, 2, 3);
    FeatureMap map = network.convolution("conv1", network.input(), 64, window, false, HE_NORMAL);
    map = network.relu("relu", network.batchNormalization("bn1", map));
    return smallImages ? map : network.maxPooling("maxpool", map, new Window(3, 2, 1));
  }

  private FeatureMap block(
      NetworkBuilder network, String name, FeatureMap from, int width, int stride) {
    int channels = bottleneck ? 4 * width : width;
    Window plain = new Window(3, 1, 1);
    Window strided = new Window(3, stride, 1);
    Window pointwise = new Window(1, 1, 0);
    FeatureMap map;
    if (bottleneck) {
      map = normalized(network, name, 1, from, width, pointwise);
      map = normalized(network, name, 2, network.relu(name + ".relu", map), width, strided);
      map = normalized(network, name, 3, network.relu(name + ".relu_1", map), channels, pointwise);
    } else {
      map = normalized(network, name, 1, from, width, strided);
      map = normalized(network, name, 2, network.relu(name + ".relu", map), width, plain);
    }
    FeatureMap shortcut = from;
    if (stride != 1 || from.channels() != channels) {
      Window projection = new Window(1, stride, 0);
      shortcut =
          network.convolution(name + ".downsample.0", from, channels, projection, false, HE_NORMAL);
      shortcut = network.batchNormalization(name + ".downsample.1", shortcut);
    }
    return network.relu(
        name + (bottleneck ? ".relu_2" : ".relu_1"), network.sum(name + ".add", map, shortcut));
  }

  private static FeatureMap normalized(
      NetworkBuilder network,
      String block,
      int index,
      FeatureMap from,
      int channels,
      Window window) {
    FeatureMap map =
        network.convolution(block + ".conv" + index, from, channels, window, false, HE_NORMAL);
    return network.batchNormalization(block + ".bn" + index, map);
  }
}
