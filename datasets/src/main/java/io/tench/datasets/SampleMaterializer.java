package io.tench.datasets;

import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Makes samples of the columns of {@link ShardSchema#projection}; copies only wanted rows. */
final class SampleMaterializer extends RecordMaterializer<Sample> {
  private final GroupConverter root;
  private boolean wanted;
  private byte[] image;
  private String path;
  private Long label;

  SampleMaterializer(MessageType projection) {
    boolean hasPath = projection.getType(0).asGroupType().containsField(ShardSchema.PATH);
    Converter bytes = new BinaryConverter(binary -> image = binary.getBytes());
    Converter paths = new BinaryConverter(binary -> path = binary.toStringUsingUTF8());
    Converter imageGroup =
        new RecordFields(hasPath ? new Converter[] {bytes, paths} : new Converter[] {bytes});
    root = new RecordFields(imageGroup, new LabelConverter());
  }

  /** Whether the next row is to be made into a sample. */
  void want(boolean wanted) {
    this.wanted = wanted;
    image = null;
    path = null;
    label = null;
  }

  /**
   * The row that was read last, of those wanted.
   *
   * @param row as a message names it
   * @throws BadInputException if it lacks the image or the label, or that is none
   */
  Sample sample(String row) {
    if (image == null) {
      throw new BadInputException(
          path == null
              ? "%s has no image: leave it out and ingest the data set again.".formatted(row)
              : "%s has only the path %s of an image, not its bytes: ingest the images themselves."
                  .formatted(row, path));
    }
    if (label == null) {
      throw new BadInputException(
          "%s has no label: leave it out and ingest the data set again.".formatted(row));
    }
    if (label.intValue() != label) {
      throw new BadInputException(
          "%s has label %d, which no data set has: leave the image out, or ingest the data set again."
              .formatted(row, label));
    }
    return new Sample(image, path == null ? "" : path, label.intValue());
  }

  @Override
  public Sample getCurrentRecord() {
    return null;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private final class BinaryConverter extends PrimitiveConverter {
    private final Consumer<Binary> target;

    BinaryConverter(Consumer<Binary> target) {
      this.target = target;
    }

    @Override
    public void addBinary(Binary value) {
      if (wanted) {
        target.accept(value);
      }
    }
  }

  private final class LabelConverter extends PrimitiveConverter {
    @Override
    public void addLong(long value) {
      label = value;
    }

    @Override
    public void addInt(int value) {
      label = (long) value;
    }
  }
}
