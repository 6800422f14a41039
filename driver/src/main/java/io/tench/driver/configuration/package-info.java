/**
 * A run's YAML: reading it, with every problem in one message, and writing it back with every key.
 * {@code conf/reference.yaml} documents the keys and their defaults.
 */
package io.tench.driver.configuration;
