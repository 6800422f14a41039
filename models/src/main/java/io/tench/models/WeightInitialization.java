package io.tench.models;

import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;

/** From which distribution a layer's weights are drawn; biases start at 0. */
enum WeightInitialization {
  /** Normal with deviation sqrt(2 / fan-out) (He et al., ICCV 2015, eq. 14). */
  HE_NORMAL {
    @Override
    Distribution distribution(long fanIn, long fanOut) {
      return new NormalDistribution(0, Math.sqrt(2.0 / fanOut));
    }
  },
  /** Uniform within ±sqrt(6 / fan-in) (He et al., ICCV 2015, eq. 10, as a uniform). */
  HE_UNIFORM {
    @Override
    Distribution distribution(long fanIn, long fanOut) {
      return uniform(Math.sqrt(6.0 / fanIn));
    }
  },
  /** Uniform within ±1 / sqrt(fan-in): what PyTorch does where a model does not say otherwise. */
  PYTORCH_DEFAULT {
    @Override
    Distribution distribution(long fanIn, long fanOut) {
      return uniform(1 / Math.sqrt(fanIn));
    }
  },
  /** Normal with deviation 0.01 (Krizhevsky et al., NIPS 2012, section 5). */
  NORMAL_001 {
    @Override
    Distribution distribution(long fanIn, long fanOut) {
      return new NormalDistribution(0, 0.01);
    }
  };

  abstract Distribution distribution(long fanIn, long fanOut);

  private static Distribution uniform(double bound) {
    return new UniformDistribution(-bound, bound);
  }
}
