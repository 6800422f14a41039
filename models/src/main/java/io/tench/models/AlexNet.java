package io.tench.models;

import static io.tench.models.WeightInitialization.PYTORCH_DEFAULT;

/** AlexNet in one tower, without response normalisation (Krizhevsky, 1404.5997, as torchvision). */
record AlexNet() implements NetworkBody {
  @Override
  public void addTo(NetworkBuilder network, int classes) {
    Window pool = new Window(3, 2, 0);
    FeatureMap map = convolution(network, 0, network.input(), 64, new Window(11, 4, 2));
    map = network.maxPooling("features.2", map, pool);
    map = convolution(network, 3, map, 192, new Window(5, 1, 2));
    map = network.maxPooling("features.5", map, pool);
    map = convolution(network, 6, map, 384, new Window(3, 1, 1));
    map = convolution(network, 8, map, 256, new Window(3, 1, 1));
    map = convolution(network, 10, map, 256, new Window(3, 1, 1));
    map = network.maxPooling("features.12", map, pool);
    map = network.adaptiveAveragePooling("avgpool", map, 6);
    map = network.dropout("classifier.0", map);
    map = network.dense("classifier.1", map, 4096, PYTORCH_DEFAULT);
    map = network.dropout("classifier.3", network.relu("classifier.2", map));
    map = network.dense("classifier.4", map, 4096, PYTORCH_DEFAULT);
    map = network.relu("classifier.5", map);
    network.output("classifier.6", map, classes, PYTORCH_DEFAULT);
  }

  private static FeatureMap convolution(
      NetworkBuilder network, int index, FeatureMap from, int channels, Window window) {
    FeatureMap map =
        network.convolution("features." + index, from, channels, window, true, PYTORCH_DEFAULT);
    return network.relu("features." + (index + 1), map);
  }
}
