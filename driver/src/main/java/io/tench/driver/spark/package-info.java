/**
 * Tench's work as Spark jobs: rounds, evaluation and ingest. No result depends on which executor
 * ran a task, when, or how often.
 */
package io.tench.driver.spark;
