/**
 * The run: plans rounds, averages what the replicas bring back, takes the outer step, evaluates and
 * publishes. Spark itself is met in {@code .spark} only.
 */
package io.tench.driver;
