package io.tench.models;

/** What a parameter is to its layer; decides weight decay and how replicas are merged. */
public enum ParameterRole {
  WEIGHT,
  BIAS,
  /** Batch norm's gamma. */
  SCALE,
  /** Batch norm's beta. */
  SHIFT,
  /** Batch norm's running mean: a statistic, not trained. */
  RUNNING_MEAN,
  /** Batch norm's running variance: a statistic, not trained. */
  RUNNING_VARIANCE;

  /** True for weights only: biases and batch norm are not decayed (He et al., CVPR 2019, 3.1). */
  public boolean decays() {
    return this == WEIGHT;
  }

  /** False for the running statistics of batch norm. */
  public boolean trains() {
    return this != RUNNING_MEAN && this != RUNNING_VARIANCE;
  }
}
