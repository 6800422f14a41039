package io.tench.workers.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.StepReport;
import java.nio.FloatBuffer;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One network on both engines: DL4J's own {@link ComputationGraph} and the torch backend, with
 * random parameters and images.
 */
final class Comparison {
  private static final double TOLERANCE = 1e-4;

  /** Of the whole gradient: a part of it that is 0 on paper (a bias before batch norm) is noise. */
  private static final double NOTHING = 1e-6;

  private final ComputationGraphConfiguration configuration;
  private final ImageShape shape;
  private final int classes;
  private final ParameterLayout layout;
  private final float[] parameters;
  private final Batch batch;

  Comparison(
      ComputationGraphConfiguration configuration,
      ImageShape shape,
      int classes,
      int size,
      float[] parameters,
      long seed) {
    this.configuration = configuration;
    this.shape = shape;
    this.classes = classes;
    this.layout = ParameterLayout.of(configuration);
    this.parameters = parameters;
    this.batch = randomBatch(shape, classes, size, new Random(seed));
  }

  static Batch randomBatch(ImageShape shape, int classes, int size, Random random) {
    Batch batch = new Batch(shape, Batch.Layout.CHANNELS_LAST, size);
    batch.setSize(size);
    FloatBuffer images = batch.images();
    while (images.hasRemaining()) {
      images.put((float) random.nextGaussian());
    }
    for (int index = 0; index < size; index++) {
      batch.labels()[index] = random.nextInt(classes);
    }
    return batch;
  }

  /** The same batch as {@code [batch, channels, height, width]}. */
  static Batch channelsFirst(Batch batch) {
    ImageShape shape = batch.shape();
    Batch result = new Batch(shape, Batch.Layout.CHANNELS_FIRST, batch.capacity());
    result.setSize(batch.size());
    FloatBuffer source = batch.images();
    FloatBuffer target = result.images();
    int pixels = shape.height() * shape.width();
    for (int image = 0; image < batch.size(); image++) {
      result.labels()[image] = batch.labels()[image];
      for (int channel = 0; channel < shape.channels(); channel++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          target.put(
              image * shape.values() + channel * pixels + pixel,
              source.get(image * shape.values() + pixel * shape.channels() + channel));
        }
      }
    }
    return result;
  }

  /**
   * Weights of a variance that keeps activations near 1, and statistics that are no round numbers.
   */
  static float[] randomParameters(ComputationGraphConfiguration configuration, long seed) {
    ParameterLayout layout = ParameterLayout.of(configuration);
    float[] values = new float[(int) layout.length()];
    Random random = new Random(seed);
    for (ParameterSlice slice : layout.slices()) {
      double fanIn = slice.shape().size() == 1 ? 1 : slice.length() / (double) outputs(slice);
      for (long index = slice.offset(); index < slice.end(); index++) {
        values[(int) index] =
            (float)
                switch (slice.role()) {
                  case WEIGHT -> random.nextGaussian() * Math.sqrt(2 / fanIn);
                  case BIAS, SHIFT, RUNNING_MEAN -> 0.1 * random.nextGaussian();
                  case SCALE, RUNNING_VARIANCE -> 0.5 + random.nextDouble();
                };
      }
    }
    return values;
  }

  private static long outputs(ParameterSlice slice) {
    return slice.shape().size() == 2
        ? slice.shape().get(1)
        : Math.max(slice.shape().get(0), slice.shape().get(3));
  }

  NetworkSettings settings(InnerOptimizer optimizer) {
    return new NetworkSettings(configuration.toJson(), shape, classes, 1, optimizer, 0, 0);
  }

  private ComputationGraph graph() {
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), false);
    return graph;
  }

  /** Asserts that the class probabilities in inference agree. */
  void assertSameOutput() {
    float[] expected = graph().output(false, input())[0].dup('c').data().asFloat();
    try (Network network = new TorchBackend().open(settings(plain()))) {
      network.load(parameters, OptimizerState.NONE, 1);
      assertClose("output", flat(network.classify(batch)), expected, 0);
    }
  }

  /** Asserts that loss, gradients and running statistics agree, by a step of plain descent. */
  void assertSameStep() {
    ComputationGraph graph = graph();
    graph.setInputs(input());
    graph.setLabels(labels());
    graph.computeGradientAndScore();
    float[] gradient = graph.getFlattenedGradients().dup().data().asFloat();
    try (Network network = new TorchBackend().open(settings(plain()))) {
      network.load(parameters, OptimizerState.NONE, 1);
      StepReport report = network.train(batch, 1);
      assertThat(report.loss()).as("loss").isCloseTo(graph.score(), relative(graph.score()));
      float[] after = new float[parameters.length];
      network.parameters(after);
      for (ParameterSlice slice : layout.slices()) {
        compareSlice(slice, gradient, after);
      }
    }
  }

  private static InnerOptimizer plain() {
    return new InnerOptimizer.Sgd(0, false, 0);
  }

  private void compareSlice(ParameterSlice slice, float[] gradient, float[] after) {
    int from = (int) slice.offset();
    int length = (int) slice.length();
    float[] expected = new float[length];
    float[] actual = new float[length];
    for (int index = 0; index < length; index++) {
      float before = parameters[from + index];
      // DL4J sums a gradient over the batch, but gives statistics their plain change.
      float scale = slice.role().trains() ? batch.size() : 1;
      expected[index] = gradient[from + index] / scale;
      actual[index] = before - after[from + index];
    }
    assertClose(
        slice.layer() + "/" + slice.key(),
        actual,
        expected,
        rounding(from, length) + NOTHING * norm(gradient) / batch.size());
  }

  /** What a step loses, being added to the parameters. */
  private double rounding(int from, int length) {
    double squares = 0;
    for (int index = from; index < from + length; index++) {
      squares += Math.pow(Math.ulp(parameters[index]), 2);
    }
    return 2 * Math.sqrt(squares);
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }

  /** The norm of the difference, relative to the expected vector's. */
  static void assertClose(String what, float[] actual, float[] expected, double absolute) {
    float[] difference = new float[actual.length];
    for (int index = 0; index < actual.length; index++) {
      difference[index] = actual[index] - expected[index];
    }
    assertThat(norm(difference))
        .as("%s: difference of two vectors of norm %g", what, norm(expected))
        .isLessThanOrEqualTo(TOLERANCE * norm(expected) + absolute);
  }

  private static Offset<Double> relative(double value) {
    return Offset.offset(TOLERANCE * Math.abs(value) + 1e-9);
  }

  /** DL4J's {@code [batch, channels, height, width]}. */
  private INDArray input() {
    float[] values = new float[batch.size() * shape.values()];
    channelsFirst(batch).images().get(values);
    return Nd4j.createFromArray(values)
        .reshape(batch.size(), shape.channels(), shape.height(), shape.width());
  }

  private INDArray labels() {
    INDArray labels = Nd4j.zeros(DataType.FLOAT, batch.size(), classes);
    for (int index = 0; index < batch.size(); index++) {
      labels.putScalar(index, batch.labels()[index], 1);
    }
    return labels;
  }

  private static float[] flat(float[][] rows) {
    float[] result = new float[rows.length * rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, result, row * rows[0].length, rows[0].length);
    }
    return result;
  }
}
