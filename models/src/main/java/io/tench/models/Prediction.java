package io.tench.models;

import io.tench.datasets.Label;

/** A class that an image may show, and the probability that the network gives it, 0..1. */
public record Prediction(Label label, float probability) {}
