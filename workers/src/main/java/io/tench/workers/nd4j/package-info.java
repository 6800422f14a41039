/** The backend that runs a network with DL4J's own {@code ComputationGraph} on nd4j. */
package io.tench.workers.nd4j;
