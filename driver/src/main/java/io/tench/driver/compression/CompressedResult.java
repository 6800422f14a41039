package io.tench.driver.compression;

import io.tench.driver.Slice;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;
import java.util.List;

/** A replica's result, whole or a slice of it, as {@link ResultCodec} shortens it. */
public final class CompressedResult implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ReplicaResult.Report report;
  private final Slice slice;
  private final byte[] change;
  private final List<byte[]> vectors;
  private final long steps;

  CompressedResult(
      ReplicaResult.Report report, Slice slice, byte[] change, List<byte[]> vectors, long steps) {
    this.report = report;
    this.slice = slice;
    this.change = change;
    this.vectors = vectors;
    this.steps = steps;
  }

  ReplicaResult.Report report() {
    return report;
  }

  Slice slice() {
    return slice;
  }

  byte[] change() {
    return change;
  }

  List<byte[]> vectors() {
    return vectors;
  }

  long steps() {
    return steps;
  }
}
