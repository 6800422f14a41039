package io.tench.models;

import static io.tench.models.WeightInitialization.PYTORCH_DEFAULT;

/**
 * LeNet-5 (LeCun et al., Proc. IEEE 1998, figure 2) in its usual modern form: all maps connected,
 * ReLU, max pooling. Images under 32 pixels get a border of 2, as the paper's digits have.
 */
record LeNet() implements NetworkBody {
  @Override
  public void addTo(NetworkBuilder network, int classes) {
    FeatureMap input = network.input();
    Window bordered = new Window(5, 1, Math.min(input.height(), input.width()) < 32 ? 2 : 0);
    Window half = new Window(2, 2, 0);
    FeatureMap map = network.convolution("conv1", input, 6, bordered, true, PYTORCH_DEFAULT);
    map = network.maxPooling("pool1", network.relu("relu1", map), half);
    map = network.convolution("conv2", map, 16, new Window(5, 1, 0), true, PYTORCH_DEFAULT);
    map = network.maxPooling("pool2", network.relu("relu2", map), half);
    map = network.relu("relu3", network.dense("fc1", map, 120, PYTORCH_DEFAULT));
    map = network.relu("relu4", network.dense("fc2", map, 84, PYTORCH_DEFAULT));
    network.output("fc3", map, classes, PYTORCH_DEFAULT);
  }
}
