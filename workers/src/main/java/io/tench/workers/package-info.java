/**
 * One replica's part of a round: the training step, its backends and its learning rate. Nothing
 * here knows of Spark.
 */
package io.tench.workers;
