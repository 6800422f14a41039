package io.tench.dl4j;

import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A MultiLayerNetwork whose gradient libtorch computes. A batch with masked features is DL4J's. */
@SuppressWarnings({"serial", "overrides"}) // lives and dies in an executor
final class TorchLayers extends MultiLayerNetwork implements TorchStep.Driven {
  private transient TorchStep torch;
  private transient boolean masked;

  TorchLayers(MultiLayerConfiguration configuration) {
    super(configuration);
  }

  @Override
  public void init() {
    super.init();
    initGradientsView();
    Map<String, Layer> named = new LinkedHashMap<>();
    for (int index = 0; index < getnLayers(); index++) {
      named.put(String.valueOf(index), getLayer(index));
    }
    torch =
        new TorchStep(
            toComputationGraph().getConfiguration(),
            this,
            flattenedGradients,
            named,
            getOutputLayer());
  }

  @Override
  public TorchStep torch() {
    return torch;
  }

  @Override
  public void setLayerMaskArrays(INDArray featuresMask, INDArray labelsMask) {
    super.setLayerMaskArrays(featuresMask, labelsMask);
    masked = featuresMask != null;
  }

  @Override
  public void clearLayerMaskArrays() {
    super.clearLayerMaskArrays();
    masked = false;
  }

  @Override
  public void computeGradientAndScore() {
    if (masked) {
      super.computeGradientAndScore();
      return;
    }
    gradient = torch.gradient();
    score =
        torch.compute(input, labels, getOutputLayer().getMaskArray())
            + calcRegularizationScore(true);
  }
}
