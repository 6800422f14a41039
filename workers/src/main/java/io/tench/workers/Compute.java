package io.tench.workers;

import java.io.Serializable;

/** With which numbers, and where, networks are trained. */
public record Compute(Precision precision, Device device) implements Serializable {
  /** What every machine can, and what comes out the same on each of one kind. */
  public static final Compute PLAIN = new Compute(Precision.FLOAT32, Device.CPU);
}
