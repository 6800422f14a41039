package io.tench.workers.torch;

import io.tench.datasets.BadInputException;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.LayerRates;
import io.tench.workers.Backends;
import io.tench.workers.Compute;
import io.tench.workers.Device;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The gradient of a DL4J network, for programs that leave its loss, its updaters and all else to
 * DL4J: it reads DL4J's flat parameters and writes DL4J's flat gradient, in nd4j's own memory. One
 * thread at a time.
 */
@SuppressWarnings("try") // scopes and guards work by being open
public final class TorchGradient implements AutoCloseable {
  private static final boolean NOT_BLOCKING = true;

  private final Owned owned = new Owned();
  private final NetworkParameters parameters;
  private final NetworkGraph graph;
  private final List<Tensor> trained = new ArrayList<>();
  private final List<Statistic> statistics = new ArrayList<>();
  private final IValue own;
  private final IValue theirs;
  private final IValue gradients;
  private final NativeOperator copyEach;
  private final DropoutSource dropout = new DropoutSource();

  /**
   * A running statistic here, and with its "gradient" in DL4J's vectors.
   *
   * @param logarithm whether theirs is the logarithm of the deviation, to base 10, and ours the
   *     variance
   */
  private record Statistic(Tensor own, Tensor theirs, Tensor gradient, boolean logarithm) {
    private static final double LN_10 = Math.log(10);

    void load() {
      if (logarithm) {
        own.copy_(theirs).mul_(new Scalar(2 * LN_10)).exp_();
      } else {
        own.copy_(theirs);
      }
    }

    void store() {
      Tensor next = logarithm ? own.log().div(new Scalar(2 * LN_10)) : own;
      torch.sub_out(gradient, theirs, next);
    }
  }

  /**
   * For a network that lies in these vectors, which must outlive this.
   *
   * @param values DL4J's flat parameters
   * @param gradient DL4J's flat gradient
   * @throws BadInputException if libtorch is not here, or cannot run the network; see {@link
   *     #lacks}
   */
  public TorchGradient(
      ComputationGraphConfiguration configuration, INDArray values, INDArray gradient) {
    Backends.require(new TorchBackend(), Compute.PLAIN);
    requireRunnable(configuration);
    try (PointerScope scope = new PointerScope()) {
      parameters = new NetworkParameters(configuration, LayerRates.EVEN, Device.CPU);
      graph = new NetworkGraph(configuration, parameters);
      copyEach = new NativeOperator("aten::_foreach_copy_", "", owned);
      List<Tensor> there = new ArrayList<>();
      List<Tensor> targets = new ArrayList<>();
      for (NetworkParameters.Placed placed : parameters.all()) {
        Tensor value = owned.keep(view(values, placed.slice()));
        Tensor target = owned.keep(view(gradient, placed.slice()));
        ParameterSlice source = placed.slice().source();
        if (source.role().trains()) {
          trained.add(placed.tensor());
          there.add(value);
          targets.add(target);
        } else {
          statistics.add(
              new Statistic(placed.tensor(), value, target, isLogarithm(configuration, source)));
        }
      }
      own = owned.keep(NativeOperator.list(trained));
      theirs = owned.keep(NativeOperator.list(there));
      gradients = owned.keep(NativeOperator.list(targets));
    }
  }

  private static boolean isLogarithm(
      ComputationGraphConfiguration configuration, ParameterSlice slice) {
    LayerVertex vertex = (LayerVertex) configuration.getVertices().get(slice.layer());
    return slice.role() == ParameterRole.RUNNING_VARIANCE
        && ((BatchNormalization) vertex.getLayerConf().getLayer()).isUseLogStd();
  }

  /**
   * Why libtorch cannot compute a network's gradient here: a sentence that names the layer, or what
   * else it is. Empty if it can.
   */
  public static Optional<String> lacks(ComputationGraphConfiguration configuration) {
    if (!TorchBackend.available()) {
      return Optional.of("libtorch does not load here; set backend: nd4j");
    }
    if (!Nd4j.getEnvironment().isCPU()) {
      return Optional.of("nd4j computes on a GPU here, out of libtorch's reach; set backend: nd4j");
    }
    try {
      requireRunnable(configuration);
      try (PointerScope scope = new PointerScope();
          NetworkParameters parameters =
              new NetworkParameters(configuration, LayerRates.EVEN, Device.CPU)) {
        new NetworkGraph(configuration, parameters);
      }
      return Optional.empty();
    } catch (BadInputException unsupported) {
      return Optional.of(unsupported.getMessage());
    }
  }

  private static void requireRunnable(ComputationGraphConfiguration configuration) {
    NetworkGraph.requireTranslatable(configuration);
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new BadInputException(
          "the network has inputs %s and outputs %s, of which the torch backend can run one each; set backend: nd4j"
              .formatted(inputs, outputs));
    }
    String last = outputs.get(0);
    Layer layer =
        configuration.getVertices().get(last) instanceof LayerVertex vertex
            ? vertex.getLayerConf().getLayer()
            : null;
    if (!(layer instanceof OutputLayer) && !(layer instanceof LossLayer)) {
      throw new BadInputException(
          "the network ends in %s, which is neither an OutputLayer nor a LossLayer; set backend: nd4j"
              .formatted(last));
    }
  }

  private static Tensor view(INDArray flat, NativeSlice slice) {
    return torch.from_blob(
        ((FloatPointer) flat.data().addressPointer()).getPointer(slice.source().offset()),
        slice.sizes(),
        slice.sourceStrides());
  }

  /** What dropout draws from, from now on; to be called before the first gradient. */
  public void seed(long seed) {
    dropout.seed(seed);
  }

  /**
   * Writes the sum of a batch's gradients, and batch norm's statistics as DL4J has them: what is to
   * be subtracted from them.
   *
   * @param features {@code [batch, channels, height, width]} or {@code [batch, values]}
   * @param threads that libtorch may use
   * @param loss what the last layer gives before its activation, {@code [batch, outputs]}, to the
   *     loss's gradient in it
   */
  public void compute(INDArray features, int threads, UnaryOperator<INDArray> loss) {
    if (!dropout.isSeeded()) {
      throw new IllegalStateException("seed must come before compute");
    }
    Libtorch.useThreads(threads);
    INDArray floats = features.castTo(DataType.FLOAT); // the backward pass reads them too
    Tensor output = forward(floats);
    try {
      // Outside of every scope, which would free nd4j's own pointers too.
      backward(output, loss.apply(copy(output)));
    } finally {
      output.releaseReference();
      Reference.reachabilityFence(floats);
    }
  }

  /** A tensor to be released. */
  private Tensor forward(INDArray features) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode gradients = new AutoGradMode(true)) {
      try (NoGradGuard guard = new NoGradGuard()) {
        copyEach.call(own, theirs, new IValue(!NOT_BLOCKING));
        statistics.forEach(Statistic::load);
      }
      Tensor output =
          graph.forward(view(features), new Pass(true, dropout.generator(), false), scope);
      output.retainReference();
      return output;
    }
  }

  private static INDArray copy(Tensor matrix) {
    float[] values = new float[Math.toIntExact(matrix.numel())];
    try (PointerScope scope = new PointerScope()) {
      matrix.contiguous().data_ptr_float().get(values);
    }
    return Nd4j.createFromArray(values).reshape(matrix.size(0), matrix.size(1));
  }

  private void backward(Tensor output, INDArray delta) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      output.backward(view(delta), new BoolOptional(), false, new TensorArrayRefOptional());
      List<Tensor> found = Gradients.of(trained);
      copyEach.call(gradients, NativeOperator.list(found), new IValue(!NOT_BLOCKING));
      Gradients.clear(trained);
      parameters.statistics().update();
      statistics.forEach(Statistic::store);
    } finally {
      Reference.reachabilityFence(delta);
    }
  }

  /** Of nd4j's memory, which must outlive it. */
  private static Tensor view(INDArray array) {
    Tensor view =
        torch.from_blob(
            array.data().addressPointer(),
            array.shape(),
            array.stride(),
            new TensorOptions(torch.ScalarType.Float));
    return array.rank() == 4 ? view.contiguous(torch.MemoryFormat.ChannelsLast) : view;
  }

  @Override
  public void close() {
    dropout.close();
    parameters.close();
    owned.close();
  }
}
