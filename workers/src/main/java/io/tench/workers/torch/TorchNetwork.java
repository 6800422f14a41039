package io.tench.workers.torch;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.OptimizerState;
import io.tench.workers.ClassifierConfiguration;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.Precision;
import io.tench.workers.StepReport;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** A network on libtorch. */
@SuppressWarnings("try") // scopes and guards work by being open
final class TorchNetwork implements Network {
  private static final long MEAN = 1;
  private static final long NOT_IGNORED = -100;

  private final NetworkSettings settings;
  private final Owned owned = new Owned();
  private final NetworkParameters parameters;
  private final NetworkGraph graph;
  private final OptimizerStep optimizer;
  private final List<Tensor> trained;
  private final NativeOperator norms;
  private final DropoutSource dropout = new DropoutSource();

  TorchNetwork(NetworkSettings settings) {
    this.settings = settings;
    Libtorch.useThreads(settings.threads());
    ComputationGraphConfiguration configuration = ClassifierConfiguration.of(settings);
    NetworkGraph.requireTranslatable(configuration);
    NetworkGraph.requireClassifier(configuration);
    try (PointerScope scope = new PointerScope()) {
      parameters =
          new NetworkParameters(configuration, settings.rates(), settings.compute().device());
      graph = new NetworkGraph(configuration, parameters);
      optimizer = new OptimizerStep(settings.optimizer(), parameters);
      trained = parameters.trained().stream().map(NetworkParameters.Trained::tensor).toList();
      norms = new NativeOperator("aten::_foreach_norm", "Scalar", owned);
    }
  }

  @Override
  public void load(float[] values, OptimizerState state, long seed) {
    Libtorch.useThreads(settings.threads());
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Gradients.clear(trained);
      parameters.vector().load(values);
      parameters.statistics().reset();
      optimizer.load(state);
      dropout.seed(seed);
    }
  }

  @Override
  public StepReport train(Batch batch, double learningRate) {
    prepare();
    try (PointerScope scope = new PointerScope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      Tensor target = labels(batch);
      boolean bfloat16 = settings.compute().precision() == Precision.BFLOAT16;
      Tensor logits =
          graph
              .forward(images(batch), new Pass(true, dropout.generator(), bfloat16), scope)
              .to(torch.ScalarType.Float);
      Tensor loss =
          torch.cross_entropy_loss(
              logits, target, new TensorOptional(), MEAN, NOT_IGNORED, settings.labelSmoothing());
      loss.backward();
      try (NoGradGuard guard = new NoGradGuard()) {
        parameters.statistics().update();
        optimizer.step(learningRate, divisor());
        Gradients.clear(trained);
        int correct = (int) logits.argmax(new LongOptional(1), false).eq(target).sum().item_long();
        return new StepReport(loss.item_double(), correct, batch.size());
      }
    }
  }

  private void prepare() {
    if (!dropout.isSeeded()) {
      throw new IllegalStateException("load must come before train and classify");
    }
    Libtorch.useThreads(settings.threads());
  }

  /** What brings the gradient down to the greatest norm allowed, or none. */
  private IValue divisor() {
    if (settings.gradientClip() == 0) {
      return new IValue();
    }
    double excess = Gradients.norm(trained, norms) / settings.gradientClip();
    return excess > 1
        ? new IValue(torch.full(new long[0], new Scalar(excess), parameters.placement().floats()))
        : new IValue();
  }

  @Override
  public float[][] classify(Batch batch) {
    prepare();
    if (batch.size() == 0) {
      return new float[0][];
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Tensor logits =
          graph.forward(images(batch), new Pass(false, dropout.generator(), false), scope);
      return rows(logits.softmax(1));
    }
  }

  @Override
  public float[][] activations(Batch batch, String vertex) {
    prepare();
    if (batch.size() == 0) {
      return new float[0][];
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      return rows(
          graph.forward(images(batch), new Pass(false, dropout.generator(), false), scope, vertex));
    }
  }

  /** One array for each image. */
  private static float[][] rows(Tensor tensor) {
    int size = Math.toIntExact(tensor.size(0));
    int values = Math.toIntExact(tensor.numel() / size);
    FloatPointer memory = tensor.cpu().contiguous().data_ptr_float();
    float[][] rows = new float[size][values];
    for (int row = 0; row < size; row++) {
      memory.position((long) row * values).get(rows[row]);
    }
    return rows;
  }

  /** A view of the batch's memory, or a copy on the GPU. */
  private Tensor images(Batch batch) {
    ImageShape shape = batch.shape();
    if (!shape.equals(settings.input())) {
      throw new IllegalArgumentException(
          "the network takes %s, the batch has %s".formatted(settings.input(), shape));
    }
    long channels = shape.channels();
    long height = shape.height();
    long width = shape.width();
    long[] strides =
        batch.layout() == Batch.Layout.CHANNELS_LAST
            ? new long[] {channels * height * width, 1, width * channels, channels}
            : new long[] {channels * height * width, height * width, width, 1};
    return parameters
        .placement()
        .here(
            torch.from_blob(
                new BytePointer(batch.bytes()),
                new long[] {batch.size(), channels, height, width},
                strides,
                new TensorOptions(torch.ScalarType.Float)));
  }

  private Tensor labels(Batch batch) {
    LongPointer values = new LongPointer(batch.size());
    for (int index = 0; index < batch.size(); index++) {
      values.put(index, batch.labels()[index]);
    }
    return parameters
        .placement()
        .here(
            torch.from_blob(
                values, new long[] {batch.size()}, new TensorOptions(torch.ScalarType.Long)));
  }

  @Override
  public void parameters(float[] target) {
    try (NoGradGuard guard = new NoGradGuard()) {
      parameters.vector().store(target);
    }
  }

  @Override
  public OptimizerState optimizerState() {
    try (NoGradGuard guard = new NoGradGuard()) {
      return optimizer.state();
    }
  }

  @Override
  public void close() {
    dropout.close();
    optimizer.close();
    parameters.close();
    owned.close();
  }
}
