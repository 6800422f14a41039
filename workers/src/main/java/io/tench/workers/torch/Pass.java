package io.tench.workers.torch;

import org.bytedeco.pytorch.GeneratorOptional;

/**
 * What distinguishes one run through the network from another.
 *
 * @param training batch norm by the batch's statistics, dropout on
 * @param dropout where dropout draws from in training
 */
record Pass(boolean training, GeneratorOptional dropout) {}
