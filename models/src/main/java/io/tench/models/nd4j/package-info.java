/** How nd4j is set up in a process, before its first array. */
package io.tench.models.nd4j;
