/**
 * Labelled images as immutable Parquet shards, and the order in which training reads them. Nothing
 * here knows of Spark or of any network.
 */
package io.tench.datasets;
