/**
 * The libtorch backend: DL4J's graph configurations as tensor operations with autograd, channels
 * last.
 */
package io.tench.workers.torch;
