/**
 * For programs that are written for dl4j-spark: its networks, trained by Tench's rounds. {@code
 * docs/dl4j-spark.md} is for their authors.
 */
package io.tench.dl4j;
