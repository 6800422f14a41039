package io.tench.models.exchange;

import static io.tench.models.exchange.OnnxGraph.attribute;

import java.util.ArrayList;
import java.util.List;
import onnx.Onnx.AttributeProto;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU6;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;

/** One layer as ONNX operators. */
final class OnnxLayer {
  private final OnnxTranslation network;
  private final OnnxGraph graph;
  private final String name;
  private final String input;

  OnnxLayer(OnnxTranslation network, String name, String input) {
    this.network = network;
    this.graph = network.graph();
    this.name = name;
    this.input = input;
  }

  /** Adds the layer; returns the name of its output. */
  String translate(Layer layer) {
    if (layer instanceof DropoutLayer) {
      return input;
    }
    if (layer instanceof ActivationLayer activation) {
      return activated(activation.getActivationFn(), input, name);
    }
    if (layer instanceof ConvolutionLayer convolution) {
      return convolution(convolution);
    }
    if (layer instanceof BatchNormalization normalization) {
      return normalization(normalization);
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return pooling(pooling);
    }
    if (layer instanceof GlobalPoolingLayer pooling
        && pooling.getPoolingType() == PoolingType.AVG
        && pooling.isCollapseDimensions()) {
      return output("Flatten", output("GlobalAveragePool", name + ".mean", input));
    }
    if (layer instanceof ZeroPaddingLayer padding && padding.getDataFormat() == CNN2DFormat.NCHW) {
      return padding(padding);
    }
    if (layer instanceof Upsampling2D upsampling && upsampling.getFormat() == CNN2DFormat.NCHW) {
      return upsampling(upsampling);
    }
    if (layer instanceof DenseLayer dense && !dense.isHasLayerNorm()) {
      return activated(dense.getActivationFn(), dense(name + ".linear"), name);
    }
    if (layer instanceof OutputLayer output) {
      return activated(output.getActivationFn(), dense(name + ".linear"), name);
    }
    if (layer instanceof LossLayer loss) {
      return activated(loss.getActivationFn(), input, name);
    }
    throw OnnxTranslation.refuse(name, layer);
  }

  private String convolution(ConvolutionLayer layer) {
    long groups = layer instanceof DepthwiseConvolution2D ? layer.getNIn() : 1;
    boolean known =
        layer.getClass().getSimpleName().matches("ConvolutionLayer|Convolution2D|Depthwise.*");
    if (!known
        || same(layer.getConvolutionMode())
        || layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
      throw OnnxTranslation.refuse(name, layer);
    }
    List<AttributeProto> attributes =
        new ArrayList<>(window(layer.getKernelSize(), layer.getStride(), layer.getPadding()));
    attributes.add(attribute("dilations", layer.getDilation()));
    attributes.add(attribute("group", groups));
    String linear = layer.getActivationFn() instanceof ActivationIdentity ? name : name + ".linear";
    add("Conv", linear, withParameters("weight", "bias"), attributes);
    return activated(layer.getActivationFn(), linear, name);
  }

  private String normalization(BatchNormalization layer) {
    List<String> inputs = withParameters("weight", "bias", "running_mean", "running_var");
    if (inputs.size() != 5) { // locked to a scale and shift that are not parameters
      throw OnnxTranslation.refuse(name, layer);
    }
    add("BatchNormalization", name, inputs, List.of(attribute("epsilon", layer.getEps())));
    return name;
  }

  private String pooling(SubsamplingLayer layer) {
    PoolingType type = layer.getPoolingType();
    if ((type != PoolingType.MAX && type != PoolingType.AVG)
        || same(layer.getConvolutionMode())
        || layer.getCnn2dDataFormat() != CNN2DFormat.NCHW) {
      throw OnnxTranslation.refuse(name, layer);
    }
    List<AttributeProto> attributes =
        new ArrayList<>(window(layer.getKernelSize(), layer.getStride(), layer.getPadding()));
    if (type == PoolingType.AVG) {
      attributes.add(attribute("count_include_pad", layer.isAvgPoolIncludePadInDivisor() ? 1L : 0));
    }
    add(type == PoolingType.MAX ? "MaxPool" : "AveragePool", name, List.of(input), attributes);
    return name;
  }

  private String padding(ZeroPaddingLayer layer) {
    int[] sides = layer.getPadding(); // top, bottom, left, right
    List<Long> pads =
        List.of(0L, 0L, (long) sides[0], (long) sides[2], 0L, 0L, (long) sides[1], (long) sides[3]);
    return output("Pad", name, input, graph.integers(name + ".pads", pads));
  }

  private String upsampling(Upsampling2D layer) {
    int[] size = layer.getSize();
    String scales =
        graph.constants(name + ".scales", List.of(1f, 1f, (float) size[0], (float) size[1]));
    add(
        "Resize",
        name,
        List.of(input, "", scales),
        List.of(
            attribute("mode", "nearest"),
            attribute("coordinate_transformation_mode", "asymmetric"),
            attribute("nearest_mode", "floor")));
    return name;
  }

  private String dense(String output) {
    add("Gemm", output, withParameters("weight", "bias"), List.of(attribute("transB", 1L)));
    return output;
  }

  private String activated(IActivation activation, String from, String output) {
    if (activation instanceof ActivationIdentity) {
      return from;
    }
    if (activation instanceof ActivationReLU) {
      return output("Relu", output, from);
    }
    if (activation instanceof ActivationReLU6) {
      return output(
          "Clip",
          output,
          from,
          graph.constant(output + ".least", 0),
          graph.constant(output + ".most", 6));
    }
    if (activation instanceof ActivationSoftmax) {
      add("Softmax", output, List.of(from), List.of(attribute("axis", 1L)));
      return output;
    }
    throw OnnxTranslation.refuse(name, activation);
  }

  private String output(String operator, String from) {
    return output(operator, name, from);
  }

  private String output(String operator, String output, String... from) {
    add(operator, output, List.of(from), List.of());
    return output;
  }

  private void add(
      String operator, String output, List<String> inputs, List<AttributeProto> attributes) {
    graph.node(operator, output, inputs, attributes.toArray(AttributeProto[]::new));
  }

  private List<String> withParameters(String... keys) {
    List<String> inputs = new ArrayList<>(List.of(input));
    inputs.addAll(network.parameters(name, keys));
    return inputs;
  }

  private static boolean same(ConvolutionMode mode) {
    return mode != ConvolutionMode.Truncate && mode != ConvolutionMode.Strict;
  }

  private static List<AttributeProto> window(int[] kernel, int[] stride, int[] padding) {
    return List.of(
        attribute("kernel_shape", kernel),
        attribute("strides", stride),
        attribute("pads", padding[0], padding[1], padding[0], padding[1]));
  }
}
