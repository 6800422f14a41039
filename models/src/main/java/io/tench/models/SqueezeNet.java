package io.tench.models;

import static io.tench.models.WeightInitialization.HE_UNIFORM;
import static io.tench.models.WeightInitialization.NORMAL_001;

/** SqueezeNet 1.1 (Iandola et al., 1602.07360, and the authors' release) as torchvision has it. */
record SqueezeNet() implements NetworkBody {
  @Override
  public void addTo(NetworkBuilder network, int classes) {
    Window stem = new Window(3, 2, 0);
    FeatureMap map = network.convolution("features.0", network.input(), 64, stem, true, HE_UNIFORM);
    map = pool(network, "features.2", network.relu("features.1", map));
    map = fire(network, "features.3", map, 16, 64);
    map = fire(network, "features.4", map, 16, 64);
    map = pool(network, "features.5", map);
    map = fire(network, "features.6", map, 32, 128);
    map = fire(network, "features.7", map, 32, 128);
    map = pool(network, "features.8", map);
    map = fire(network, "features.9", map, 48, 192);
    map = fire(network, "features.10", map, 48, 192);
    map = fire(network, "features.11", map, 64, 256);
    map = fire(network, "features.12", map, 64, 256);
    map = network.dropout("classifier.0", map);
    map = network.convolution("classifier.1", map, classes, new Window(1, 1, 0), true, NORMAL_001);
    map = network.globalAveragePooling("classifier.3", network.relu("classifier.2", map));
    network.loss("softmax", map);
  }

  /**
   * PyTorch's {@code MaxPool2d(3, stride=2, ceil_mode=True)}. Where a last window hangs over the
   * edge it is filled with zeros, which change no maximum of values that a ReLU let through.
   */
  private static FeatureMap pool(NetworkBuilder network, String name, FeatureMap from) {
    int bottom = (from.height() + 1) % 2;
    int right = (from.width() + 1) % 2;
    FeatureMap padded =
        bottom + right == 0 ? from : network.zeroPadding(name + ".pad", from, bottom, right);
    return network.maxPooling(name, padded, new Window(3, 2, 0));
  }

  private static FeatureMap fire(
      NetworkBuilder network, String name, FeatureMap from, int squeezed, int expanded) {
    FeatureMap squeeze = activated(network, name + ".squeeze", from, squeezed, new Window(1, 1, 0));
    return network.concatenation(
        name,
        activated(network, name + ".expand1x1", squeeze, expanded, new Window(1, 1, 0)),
        activated(network, name + ".expand3x3", squeeze, expanded, new Window(3, 1, 1)));
  }

  private static FeatureMap activated(
      NetworkBuilder network, String name, FeatureMap from, int channels, Window window) {
    return network.relu(
        name + "_activation", network.convolution(name, from, channels, window, true, HE_UNIFORM));
  }
}
