package io.tench.workers.torch;

import io.tench.datasets.ImageShape;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Each layer between two convolutions and an output, on both engines. */
class LayerParityTest {
  private static final ImageShape SHAPE = new ImageShape(3, 9, 10);
  private static final int CLASSES = 5;

  @TestFactory
  Stream<DynamicTest> layersAgreeWithDl4j() {
    return Stream.concat(
        Stream.of(
            layer("convolution with bias", convolution(3, 3).stride(1, 1).padding(1, 1).build()),
            layer("convolution without bias", convolution(3, 3).hasBias(false).build()),
            layer("strided convolution", convolution(3, 2).stride(2, 3).padding(1, 0).build()),
            layer("dilated convolution", convolution(3, 3).dilation(2, 2).build()),
            layer(
                "convolution, same, even kernel and stride",
                convolution(4, 2).stride(2, 2).convolutionMode(ConvolutionMode.Same).build()),
            layer(
                "convolution, same, odd kernel",
                convolution(3, 3).convolutionMode(ConvolutionMode.Same).build()),
            layer(
                "convolution with activation",
                convolution(3, 3).activation(Activation.RELU).build()),
            layer("depthwise convolution", depthwise(1).build()),
            layer("depthwise convolution, multiplier 3", depthwise(3).build()),
            layer(
                "depthwise convolution, same, with bias",
                depthwise(2)
                    .stride(2, 2)
                    .hasBias(true)
                    .convolutionMode(ConvolutionMode.Same)
                    .build()),
            layer(
                "batch norm",
                new BatchNormalization.Builder().decay(0.8).eps(1e-3).useLogStd(false).build()),
            layer(
                "locked batch norm",
                new BatchNormalization.Builder().lockGammaBeta(true).useLogStd(false).build()),
            layer("local response norm", new LocalResponseNormalization.Builder().build()),
            layer(
                "local response norm, even window",
                new LocalResponseNormalization.Builder().n(4).k(1).build()),
            layer("max pooling", pooling(PoolingType.MAX, 3, 2, 1).build()),
            layer("max pooling, same", same(PoolingType.MAX, 2, 2)),
            layer("max pooling, same, stride 1", same(PoolingType.MAX, 2, 1)),
            layer("average pooling", pooling(PoolingType.AVG, 2, 2, 0).build()),
            layer("padded average pooling", pooling(PoolingType.AVG, 3, 2, 1).build()),
            layer("average pooling, same", same(PoolingType.AVG, 3, 2)),
            layer("average pooling, same, even window", same(PoolingType.AVG, 2, 1)),
            layer("global average pooling", new GlobalPoolingLayer(PoolingType.AVG)),
            layer("global max pooling", new GlobalPoolingLayer(PoolingType.MAX)),
            layer("zero padding", new ZeroPaddingLayer(1, 2, 0, 3)),
            layer("upsampling", new Upsampling2D.Builder().size(new int[] {2, 3}).build()),
            layer("dense", new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build()),
            layer("dense without bias", new DenseLayer.Builder().nOut(7).hasBias(false).build()),
            vertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add)),
            vertex("difference", new ElementWiseVertex(ElementWiseVertex.Op.Subtract)),
            vertex("product", new ElementWiseVertex(ElementWiseVertex.Op.Product)),
            vertex("average", new ElementWiseVertex(ElementWiseVertex.Op.Average)),
            vertex("maximum", new ElementWiseVertex(ElementWiseVertex.Op.Max)),
            vertex("merge", new MergeVertex()),
            scale(0.3),
            scale(0),
            batchNormOfVectors(),
            activated("relu", new ActivationLayer(Activation.RELU)),
            activated("relu6", new ActivationLayer(Activation.RELU6)),
            activatedSum(),
            vertexOfOne(),
            sumPooling(),
            lossLayer(),
            imagesOfVectors()),
        activations());
  }

  private static Stream<DynamicTest> activations() {
    return Stream.of(
            Activation.IDENTITY,
            Activation.RELU,
            Activation.RELU6,
            Activation.LEAKYRELU,
            Activation.ELU,
            Activation.SELU,
            Activation.SIGMOID,
            Activation.TANH,
            Activation.HARDTANH,
            Activation.SOFTPLUS,
            Activation.SWISH,
            Activation.MISH)
        .map(activation -> layer("activation " + activation, new ActivationLayer(activation)));
  }

  private static ConvolutionLayer.Builder convolution(int height, int width) {
    return new ConvolutionLayer.Builder(height, width).nOut(6);
  }

  private static DepthwiseConvolution2D.Builder depthwise(int multiplier) {
    return new DepthwiseConvolution2D.Builder(3, 2)
        .depthMultiplier(multiplier)
        .nOut(4 * multiplier)
        .hasBias(false);
  }

  private static SubsamplingLayer.Builder pooling(PoolingType type, int size, int stride, int pad) {
    return new SubsamplingLayer.Builder(
        type, new int[] {size, size}, new int[] {stride, stride}, new int[] {pad, pad});
  }

  private static Layer same(PoolingType type, int size, int stride) {
    return pooling(type, size, stride, 0).convolutionMode(ConvolutionMode.Same).build();
  }

  private static ComputationGraphConfiguration.GraphBuilder graph() {
    return new NeuralNetConfiguration.Builder()
        .weightInit(WeightInit.RELU)
        .activation(Activation.IDENTITY)
        .convolutionMode(ConvolutionMode.Truncate)
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.convolutional(SHAPE.height(), SHAPE.width(), SHAPE.channels()))
        .addLayer("first", new ConvolutionLayer.Builder(2, 2).nOut(4).build(), "input")
        .setOutputs("output");
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nOut(CLASSES)
        .build();
  }

  private static DynamicTest test(String name, ComputationGraphConfiguration.GraphBuilder graph) {
    return DynamicTest.dynamicTest(
        name,
        () -> {
          ComputationGraphConfiguration configuration = graph.build();
          float[] parameters = Comparison.randomParameters(configuration, 7);
          Comparison comparison = new Comparison(configuration, SHAPE, CLASSES, 6, parameters, 11);
          comparison.assertSameOutput();
          comparison.assertSameStep();
        });
  }

  private static DynamicTest layer(String name, Layer layer) {
    return test(
        name, graph().addLayer("tested", layer, "first").addLayer("output", output(), "tested"));
  }

  private static DynamicTest vertex(String name, GraphVertex vertex) {
    return test(
        name,
        graph()
            .addLayer("second", new ConvolutionLayer.Builder(2, 2).nOut(4).build(), "input")
            .addVertex("tested", vertex, "first", "second")
            .addLayer("output", output(), "tested"));
  }

  private static DynamicTest scale(double factor) {
    return test(
        "scale by " + factor,
        graph()
            .addVertex("tested", new ScaleVertex(factor), "first")
            .addVertex("both", new MergeVertex(), "tested", "first")
            .addLayer("output", output(), "both"));
  }

  /** What the derivative of an activation reads must not be written over. */
  private static DynamicTest activated(String name, Layer next) {
    return test(
        name + " on a convolution's own activation",
        graph()
            .addLayer("tested", convolution(2, 2).activation(Activation.TANH).build(), "first")
            .addLayer("next", next, "tested")
            .addLayer("output", output(), "next"));
  }

  private static DynamicTest activatedSum() {
    return test(
        "sum of activated convolutions",
        graph()
            .addLayer("second", convolution(2, 2).activation(Activation.RELU).build(), "first")
            .addLayer("third", convolution(2, 2).activation(Activation.RELU).build(), "first")
            .addVertex("tested", new ElementWiseVertex(ElementWiseVertex.Op.Add), "second", "third")
            .addLayer("output", output(), "tested"));
  }

  /** Its output is new memory, although it equals the input. */
  private static DynamicTest vertexOfOne() {
    return test(
        "sum of one",
        graph()
            .addVertex("tested", new ElementWiseVertex(ElementWiseVertex.Op.Add), "first")
            .addLayer("next", new ActivationLayer(Activation.RELU), "tested")
            .addVertex("both", new MergeVertex(), "next", "first")
            .addLayer("output", output(), "both"));
  }

  private static DynamicTest batchNormOfVectors() {
    return test(
        "batch norm of vectors",
        graph()
            .addLayer("dense", new DenseLayer.Builder().nOut(8).build(), "first")
            .addLayer("tested", new BatchNormalization.Builder().useLogStd(false).build(), "dense")
            .addLayer("output", output(), "tested"));
  }

  private static DynamicTest imagesOfVectors() {
    return test(
        "images of vectors",
        graph()
            .addLayer("dense", new DenseLayer.Builder().nOut(2 * 4 * 3).build(), "first")
            .addLayer(
                "tested",
                convolution(2, 2).build(),
                new FeedForwardToCnnPreProcessor(4, 3, 2),
                "dense")
            .addLayer("output", output(), "tested"));
  }

  /** Scaled down, as DL4J takes the loss of a probability below 1e-10 to be that of 1e-10. */
  private static DynamicTest sumPooling() {
    return test(
        "global sum pooling",
        graph()
            .addLayer("tested", new GlobalPoolingLayer(PoolingType.SUM), "first")
            .addVertex("scaled", new ScaleVertex(0.02), "tested")
            .addLayer("output", output(), "scaled"));
  }

  private static DynamicTest lossLayer() {
    return test(
        "loss layer",
        graph()
            .addLayer("classes", new ConvolutionLayer.Builder(1, 1).nOut(CLASSES).build(), "first")
            .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "classes")
            .addLayer(
                "output",
                new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build(),
                "pool"));
  }
}
