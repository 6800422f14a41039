/** How what replicas bring back is made shorter for the network. */
package io.tench.driver.compression;
