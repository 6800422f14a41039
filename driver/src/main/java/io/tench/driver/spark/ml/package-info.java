/**
 * Trained networks in Spark ML and Spark SQL. Works in any Spark session, also where Tench set
 * nothing up; {@code docs/serving.md} is for its users.
 */
package io.tench.driver.spark.ml;
