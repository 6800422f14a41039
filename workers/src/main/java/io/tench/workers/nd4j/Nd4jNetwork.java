package io.tench.workers.nd4j;

import io.tench.datasets.Batch;
import io.tench.datasets.Seed;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.ClassProbabilities;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.StepReport;
import java.util.Map;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * DL4J computes the gradient; the optimizer is Tench's, on the same flat vectors. Neither DL4J's
 * updaters nor any setting of theirs in the configuration has a part.
 */
final class Nd4jNetwork implements Network {
  private final NetworkSettings settings;
  private final ComputationGraph graph;
  private final FlatVectors vectors;
  private final OptimizerStep optimizer;
  private final Predictions predictions = new Predictions();
  private INDArray targets;
  private long seed;
  private long steps;
  private boolean loaded;

  Nd4jNetwork(NetworkSettings settings, ComputationGraphConfiguration configuration) {
    this.settings = settings;
    useThreads();
    ParameterLayout layout = ParameterLayout.of(configuration);
    INDArray parameters = Nd4j.create(DataType.FLOAT, 1, layout.length());
    graph = Frozen.build(configuration, settings.rates(), parameters);
    graph.setListeners(predictions);
    vectors =
        FlatVectors.of(
            layout,
            settings.rates(),
            parameters.reshape(layout.length()),
            graph.getGradientsViewArray().reshape(layout.length()));
    optimizer = new OptimizerStep(settings.optimizer(), vectors);
    targets = Nd4j.create(DataType.FLOAT, 1, settings.classes());
  }

  @Override
  public void load(float[] parameters, OptimizerState state, long seed) {
    if (parameters.length != vectors.parameters().length()) {
      throw new IllegalArgumentException(
          "parameters must be %d values, are %d"
              .formatted(vectors.parameters().length(), parameters.length));
    }
    HostMemory.fill(vectors.parameters(), parameters);
    optimizer.load(state);
    this.seed = seed;
    steps = 0;
    loaded = true;
  }

  @Override
  public StepReport train(Batch batch, double learningRate) {
    prepare();
    // One seed a step: nd4j's generator belongs to the thread, which may serve other networks too.
    Nd4j.getRandom().setSeed(Seed.of(seed, steps++));
    graph.setInput(0, images(batch));
    graph.setLabel(0, targets(batch));
    graph.computeGradientAndScore();
    vectors.updateStatistics();
    vectors.gradient().muli(1.0 / batch.size());
    if (settings.gradientClip() > 0) {
      optimizer.clip(settings.gradientClip());
    }
    optimizer.step(learningRate);
    return report(batch);
  }

  private StepReport report(Batch batch) {
    double loss = 0;
    int correct = 0;
    for (int index = 0; index < batch.size(); index++) {
      float[] row = predictions.probabilities[index];
      int label = batch.labels()[index];
      loss += ClassProbabilities.crossEntropy(row, label, settings.labelSmoothing());
      correct += ClassProbabilities.best(row) == label ? 1 : 0;
    }
    return new StepReport(loss / batch.size(), correct, batch.size());
  }

  @Override
  public float[][] classify(Batch batch) {
    prepare();
    if (batch.size() == 0) {
      return new float[0][];
    }
    try (INDArray probabilities = graph.outputSingle(false, images(batch))) {
      return probabilities.toFloatMatrix();
    }
  }

  @Override
  public float[][] activations(Batch batch, String vertex) {
    prepare();
    if (batch.size() == 0) {
      return new float[0][];
    }
    INDArray images = images(batch);
    Map<String, INDArray> activations =
        graph.feedForward(new INDArray[] {images}, place(vertex), false, true);
    INDArray output = activations.get(vertex);
    float[][] rows =
        output.reshape('c', batch.size(), output.length() / batch.size()).toFloatMatrix();
    for (INDArray array : activations.values()) {
      // The batch's own memory is not to be freed, nor is one array twice.
      if (!array.wasClosed() && array.data().address() != images.data().address()) {
        array.close();
      }
    }
    return rows;
  }

  /** The vertex's place in the order in which the graph runs. */
  private int place(String vertex) {
    int[] order = graph.topologicalSortOrder();
    int place = 0;
    while (!graph.getVertices()[order[place]].getVertexName().equals(vertex)) {
      place++;
    }
    return place;
  }

  @Override
  public void parameters(float[] target) {
    HostMemory.copy(vectors.parameters(), target);
  }

  @Override
  public OptimizerState optimizerState() {
    return optimizer.state();
  }

  private INDArray images(Batch batch) {
    if (!batch.shape().equals(settings.input()) || batch.layout() != Batch.Layout.CHANNELS_FIRST) {
      throw new IllegalArgumentException(
          "batch must be %s CHANNELS_FIRST, is %s %s"
              .formatted(settings.input(), batch.shape(), batch.layout()));
    }
    return HostMemory.view(
        batch.bytes(),
        batch.size(),
        batch.shape().channels(),
        batch.shape().height(),
        batch.shape().width());
  }

  /** The smoothed targets, {@code [size, classes]}. */
  private INDArray targets(Batch batch) {
    if (targets.size(0) < batch.size()) {
      targets.close();
      targets = Nd4j.create(DataType.FLOAT, batch.capacity(), settings.classes());
    }
    INDArray rows = targets.get(NDArrayIndex.interval(0, batch.size()), NDArrayIndex.all());
    double rest = settings.labelSmoothing() / settings.classes();
    rows.assign(rest);
    for (int index = 0; index < batch.size(); index++) {
      rows.putScalar(index, batch.labels()[index], 1 - settings.labelSmoothing() + rest);
    }
    return rows;
  }

  private void prepare() {
    if (!loaded) {
      throw new IllegalStateException("load must come before train and classify");
    }
    useThreads();
  }

  /** OpenMP's count is the calling thread's, the other two are the process's. */
  private void useThreads() {
    // Nd4j first: it sets up what NativeOpsHolder reads.
    Nd4j.getEnvironment().setMaxMasterThreads(settings.threads());
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(settings.threads());
    Nd4j.factory().blas().setMaxThreads(settings.threads());
  }

  @Override
  public void close() {
    loaded = false;
    optimizer.close();
    targets.close();
    graph.params().close();
    graph.getGradientsViewArray().close();
    Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread();
  }

  /** Catches the class probabilities of a training step before DL4J lets go of its activations. */
  private static final class Predictions extends BaseTrainingListener {
    private float[][] probabilities;

    @Override
    public void onBackwardPass(Model model) {
      try (INDArray output =
          ((ComputationGraph) model)
              .getOutputLayer(0)
              .activate(false, LayerWorkspaceMgr.noWorkspacesImmutable())) {
        probabilities = output.toFloatMatrix();
      }
    }
  }
}
