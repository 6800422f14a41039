package io.tench.datasets;

import java.io.Serializable;

/**
 * A class: its index in the network's output, its id ({@code n01440764}) and name ({@code tench}).
 */
public record Label(int index, String id, String name) implements Serializable {}
