/** {@code tench bench}: what this machine is measured to do. */
package io.tench.driver.cli.bench;
