/**
 * Real clusters for integration tests, each daemon in a process of its own, started from the
 * build's own jars by its main class.
 */
package io.tench.driver.cluster;
