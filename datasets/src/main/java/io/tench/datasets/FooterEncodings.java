package io.tench.datasets;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.hadoop.metadata.ColumnChunkProperties;
import org.apache.parquet.hadoop.metadata.ColumnPath;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Makes equal shards equal in every byte. Parquet lists a column's encodings in the footer in the
 * order of a {@code HashSet} of enum values, which differs from JVM to JVM; but of equal column
 * properties it uses the first that the JVM has met, which it looks up by a hash of the order. So
 * this class lets it meet all orders, as sets that are always written in the same one.
 */
final class FooterEncodings {
  private static final List<CompressionCodecName> CODECS =
      List.of(CompressionCodecName.UNCOMPRESSED, CompressionCodecName.GZIP);

  static {
    List<Encoding> written = written();
    for (int first = 0; first < 3; first++) {
      for (int second = 0; second < 3; second++) {
        if (first != second) {
          register(
              List.of(written.get(first), written.get(second), written.get(3 - first - second)));
        }
      }
    }
  }

  private FooterEncodings() {}

  /** Has its effect once in a JVM, if called before Parquet writes or reads such columns. */
  static void order() {}

  private static void register(List<Encoding> hashed) {
    for (ColumnDescriptor column : ShardSchema.WRITTEN.getColumns()) {
      for (CompressionCodecName codec : CODECS) {
        ColumnChunkProperties.get(
            ColumnPath.get(column.getPath()),
            column.getPrimitiveType(),
            codec,
            new Ordered(hashed));
      }
    }
  }

  /** The encodings of all columns; the deprecated one is that of levels which are always 0. */
  @SuppressWarnings("deprecation")
  private static List<Encoding> written() {
    return List.of(Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED);
  }

  /** A set that is hashed in one order and written in another. */
  private static final class Ordered extends AbstractSet<Encoding> {
    private final List<Encoding> hashed;

    Ordered(List<Encoding> hashed) {
      this.hashed = hashed;
    }

    @Override
    public Iterator<Encoding> iterator() {
      return written().iterator();
    }

    @Override
    public int size() {
      return hashed.size();
    }

    @Override
    public Object[] toArray() {
      return hashed.toArray();
    }
  }
}
