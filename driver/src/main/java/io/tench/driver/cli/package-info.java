/** The command line: {@code tench train}, {@code ingest}, {@code evaluate}, …. */
package io.tench.driver.cli;
