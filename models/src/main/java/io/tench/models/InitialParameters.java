package io.tench.models;

import io.tench.datasets.Seed;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The parameters that training starts from: each layer's weights from the distribution that its
 * configuration names. Drawn by {@link Random}, whose every bit Java specifies, with a seed for
 * each slice: the same on every machine, with any number of threads.
 */
public final class InitialParameters {
  private InitialParameters() {}

  /**
   * DL4J's flat vector.
   *
   * @throws IllegalArgumentException for weights whose distribution is neither normal nor uniform
   */
  public static float[] of(ComputationGraphConfiguration configuration, long seed) {
    return of(configuration, seed, slice -> true);
  }

  /** The same with zeros where {@code drawn} does not hold. */
  public static float[] of(
      ComputationGraphConfiguration configuration, long seed, Predicate<ParameterSlice> drawn) {
    ParameterLayout layout = ParameterLayout.of(configuration);
    float[] parameters = new float[Math.toIntExact(layout.length())];
    IntStream.range(0, layout.slices().size())
        .parallel()
        .filter(index -> drawn.test(layout.slices().get(index)))
        .forEach(
            index -> {
              ParameterSlice slice = layout.slices().get(index);
              LayerVertex vertex = (LayerVertex) configuration.getVertices().get(slice.layer());
              BaseLayer layer = (BaseLayer) vertex.getLayerConf().getLayer();
              fill(parameters, slice, layer, new Random(Seed.of(seed, index)));
            });
    return parameters;
  }

  private static void fill(
      float[] parameters, ParameterSlice slice, BaseLayer layer, Random random) {
    int from = Math.toIntExact(slice.offset());
    int to = Math.toIntExact(slice.end());
    if (slice.role() == ParameterRole.WEIGHT) {
      draw(parameters, from, to, distribution(slice, layer), random);
      return;
    }
    double value =
        switch (slice.role()) {
          case BIAS -> layer.getBiasInit();
          case SCALE -> ((BatchNormalization) layer).getGamma();
          case SHIFT -> ((BatchNormalization) layer).getBeta();
          case RUNNING_VARIANCE -> 1;
          case RUNNING_MEAN, WEIGHT -> 0;
        };
    Arrays.fill(parameters, from, to, (float) value);
  }

  private static void draw(
      float[] parameters, int from, int to, Distribution distribution, Random random) {
    if (distribution instanceof NormalDistribution normal) {
      for (int index = from; index < to; index++) {
        parameters[index] = (float) (normal.getMean() + normal.getStd() * random.nextGaussian());
      }
    } else if (distribution instanceof UniformDistribution uniform) {
      double width = uniform.getUpper() - uniform.getLower();
      for (int index = from; index < to; index++) {
        parameters[index] = (float) (uniform.getLower() + width * random.nextDouble());
      }
    } else {
      throw new IllegalArgumentException("weights cannot be drawn from " + distribution);
    }
  }

  /** A weight initialisation keeps its distribution to itself, but its JSON has it. */
  private static Distribution distribution(ParameterSlice slice, BaseLayer layer) {
    ObjectMapper mapper = NeuralNetConfiguration.mapper();
    synchronized (mapper) {
      try {
        JsonNode json = mapper.valueToTree(layer.getWeightInitFn());
        return mapper.treeToValue(json.path("distribution"), Distribution.class);
      } catch (JsonProcessingException failure) {
        throw new IllegalArgumentException(
            "layer " + slice.layer() + " does not draw its weights from a distribution", failure);
      }
    }
  }
}
