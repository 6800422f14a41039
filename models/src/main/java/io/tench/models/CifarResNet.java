package io.tench.models;

import static io.tench.models.WeightInitialization.HE_NORMAL;
import static io.tench.models.WeightInitialization.PYTORCH_DEFAULT;

/**
 * ResNet for CIFAR-10, 6n + 2 layers deep (He et al., CVPR 2016, section 4.2). Shortcuts have no
 * parameters (option A): every second pixel, and zeros for the new channels.
 *
 * @param blocks n, in each of the three stages
 */
record CifarResNet(int blocks) implements NetworkBody {
  @Override
  public void addTo(NetworkBuilder network, int classes) {
    Window window = new Window(3, 1, 1);
    FeatureMap map = network.convolution("conv1", network.input(), 16, window, false, HE_NORMAL);
    map = network.relu("relu", network.batchNormalization("bn1", map));
    for (int stage = 0; stage < 3; stage++) {
      for (int block = 0; block < blocks; block++) {
        String name = "layer%d.%d".formatted(stage + 1, block);
        map = block(network, name, map, 16 << stage);
      }
    }
    map = network.globalAveragePooling("avgpool", map);
    network.output("fc", map, classes, PYTORCH_DEFAULT);
  }

  private static FeatureMap block(
      NetworkBuilder network, String name, FeatureMap from, int channels) {
    boolean shrinks = from.channels() != channels;
    Window first = new Window(3, shrinks ? 2 : 1, 1);
    FeatureMap map = network.convolution(name + ".conv1", from, channels, first, false, HE_NORMAL);
    map = network.relu(name + ".relu", network.batchNormalization(name + ".bn1", map));
    Window second = new Window(3, 1, 1);
    map = network.convolution(name + ".conv2", map, channels, second, false, HE_NORMAL);
    map = network.batchNormalization(name + ".bn2", map);
    FeatureMap shortcut = shrinks ? shortcut(network, name + ".downsample", from) : from;
    return network.relu(name + ".relu_1", network.sum(name + ".add", map, shortcut));
  }

  private static FeatureMap shortcut(NetworkBuilder network, String name, FeatureMap from) {
    FeatureMap half = network.averagePooling(name + ".subsample", from, new Window(1, 2, 0));
    return network.concatenation(name, half, network.zeros(name + ".zeros", half));
  }
}
