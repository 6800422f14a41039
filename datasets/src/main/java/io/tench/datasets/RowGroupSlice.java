package io.tench.datasets;

/** Rows of one row group that follow each other in an epoch's order. */
public final class RowGroupSlice {
  private final int shard;
  private final int rowGroup;
  private final long position;
  private final int[] rows;

  RowGroupSlice(int shard, int rowGroup, long position, int[] rows) {
    this.shard = shard;
    this.rowGroup = rowGroup;
    this.position = position;
    this.rows = rows;
  }

  /** Index of the shard in the manifest. */
  public int shard() {
    return shard;
  }

  /** Index of the row group in the shard. */
  public int rowGroup() {
    return rowGroup;
  }

  /** The epoch position of the first row. */
  public long position() {
    return position;
  }

  /** Rows within the row group, in the order in which they are read. Not copied. */
  public int[] rows() {
    return rows;
  }
}
