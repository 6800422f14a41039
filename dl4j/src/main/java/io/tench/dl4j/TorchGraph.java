package io.tench.dl4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A ComputationGraph whose gradient libtorch computes. A batch with masked features is DL4J's. */
@SuppressWarnings("serial") // lives and dies in an executor
final class TorchGraph extends ComputationGraph implements TorchStep.Driven {
  private transient TorchStep torch;
  private transient INDArray[] labels;

  TorchGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
  }

  @Override
  public void init() {
    super.init();
    initGradientsView();
    Map<String, Layer> named = new LinkedHashMap<>();
    for (Layer layer : getLayers()) {
      named.put(layer.conf().getLayer().getLayerName(), layer);
    }
    torch = new TorchStep(getConfiguration(), this, flattenedGradients, named, getOutputLayer(0));
  }

  @Override
  public TorchStep torch() {
    return torch;
  }

  @Override
  public void setLabels(INDArray... labels) {
    super.setLabels(labels);
    this.labels = labels;
  }

  @Override
  public void computeGradientAndScore() {
    if (masked(getInputMaskArrays())) {
      super.computeGradientAndScore();
      return;
    }
    INDArray[] masks = getLabelMaskArrays();
    gradient = torch.gradient();
    score =
        torch.compute(getInput(0), labels[0], masks == null ? null : masks[0])
            + calcRegularizationScore(true);
  }

  private static boolean masked(INDArray[] masks) {
    return masks != null && Arrays.stream(masks).anyMatch(Objects::nonNull);
  }
}
