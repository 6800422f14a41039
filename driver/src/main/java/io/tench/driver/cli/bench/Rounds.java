package io.tench.driver.cli.bench;

/** How rounds are measured: {@code warmUp} of them first, which do not count. */
record Rounds(int warmUp, int measured, int replicas, int innerSteps, int batchSize) {
  int samples() {
    return (warmUp + measured) * perRound();
  }

  int perRound() {
    return replicas * innerSteps * batchSize;
  }
}
