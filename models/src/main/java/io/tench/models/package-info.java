/**
 * Networks and what is kept of them: architectures, the layout of their parameters, published
 * checkpoints and classification with one. Nothing here knows of Spark.
 */
package io.tench.models;
