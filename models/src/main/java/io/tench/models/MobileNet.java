package io.tench.models;

import static io.tench.models.WeightInitialization.HE_NORMAL;
import static io.tench.models.WeightInitialization.PYTORCH_DEFAULT;

import java.util.List;

/**
 * MobileNet v1 (Howard et al., 1704.04861, table 1). torchvision has none: the layers carry the
 * names of Keras, whose published weights fit, and a stride of 2 pads at the bottom and right only,
 * as TensorFlow does for even sizes.
 *
 * @param width the paper's multiplier α of every layer's channels
 */
record MobileNet(double width) implements NetworkBody {
  private static final List<Integer> CHANNELS =
      List.of(64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024);
  private static final List<Integer> STRIDES = List.of(1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1);

  @Override
  public void addTo(NetworkBuilder network, int classes) {
    FeatureMap map = network.zeroPadding("conv1_pad", network.input(), 1, 1);
    map = network.convolution("conv1", map, scaled(32), new Window(3, 2, 0), false, HE_NORMAL);
    map = activated(network, "conv1", map);
    for (int block = 1; block <= CHANNELS.size(); block++) {
      map = block(network, block, map);
    }
    map = network.globalAveragePooling("global_average_pooling2d", map);
    network.output("conv_preds", map, classes, PYTORCH_DEFAULT);
  }

  private FeatureMap block(NetworkBuilder network, int index, FeatureMap from) {
    int stride = STRIDES.get(index - 1);
    FeatureMap map = stride == 1 ? from : network.zeroPadding("conv_pad_" + index, from, 1, 1);
    String depthwise = "conv_dw_" + index;
    Window window = new Window(3, stride, stride == 1 ? 1 : 0);
    map = network.depthwiseConvolution(depthwise, map, window, HE_NORMAL);
    map = activated(network, depthwise, map);
    String pointwise = "conv_pw_" + index;
    int channels = scaled(CHANNELS.get(index - 1));
    map = network.convolution(pointwise, map, channels, new Window(1, 1, 0), false, HE_NORMAL);
    return activated(network, pointwise, map);
  }

  private static FeatureMap activated(NetworkBuilder network, String name, FeatureMap from) {
    return network.relu6(name + "_relu", network.batchNormalization(name + "_bn", from));
  }

  private int scaled(int channels) {
    return (int) (channels * width);
  }
}
