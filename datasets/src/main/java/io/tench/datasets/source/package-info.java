/**
 * Labelled images as others distribute them: ImageNet's tars, folders, CIFAR, idx, Parquet. A
 * {@link io.tench.datasets.source.Source} is found on the driver; its parts are read wherever a
 * task runs.
 */
package io.tench.datasets.source;
