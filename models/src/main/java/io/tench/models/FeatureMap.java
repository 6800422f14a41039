package io.tench.models;

/** A vertex of a network under construction, and the shape of its output for one image. */
record FeatureMap(String vertex, int channels, int height, int width) {}
