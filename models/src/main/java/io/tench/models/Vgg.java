package io.tench.models;

import static io.tench.models.WeightInitialization.HE_NORMAL;
import static io.tench.models.WeightInitialization.NORMAL_001;

import java.util.List;

/**
 * VGG (Simonyan and Zisserman, ICLR 2015, table 1) as torchvision has it.
 *
 * @param convolutions in each of the five stages
 * @param normalized batch norm after each convolution
 */
record Vgg(List<Integer> convolutions, boolean normalized) implements NetworkBody {
  Vgg {
    convolutions = List.copyOf(convolutions);
  }

  @Override
  public void addTo(NetworkBuilder network, int classes) {
    FeatureMap map = network.input();
    int index = 0;
    for (int stage = 0; stage < convolutions.size(); stage++) {
      int channels = Math.min(64 << stage, 512);
      for (int layer = 0; layer < convolutions.get(stage); layer++) {
        map =
            network.convolution(
                "features." + index++, map, channels, new Window(3, 1, 1), true, HE_NORMAL);
        if (normalized) {
          map = network.batchNormalization("features." + index++, map);
        }
        map = network.relu("features." + index++, map);
      }
      map = network.maxPooling("features." + index++, map, new Window(2, 2, 0));
    }
    map = network.adaptiveAveragePooling("avgpool", map, 7);
    map = network.relu("classifier.1", network.dense("classifier.0", map, 4096, NORMAL_001));
    map = network.dropout("classifier.2", map);
    map = network.relu("classifier.4", network.dense("classifier.3", map, 4096, NORMAL_001));
    map = network.dropout("classifier.5", map);
    network.output("classifier.6", map, classes, NORMAL_001);
  }
}
