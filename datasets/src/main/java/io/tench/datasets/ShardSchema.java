package io.tench.datasets;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/** The columns of a shard, in Hugging Face's layout: what Tench writes, and what it can read. */
final class ShardSchema {
  static final String IMAGE = "image";
  static final String BYTES = "bytes";
  static final String PATH = "path";
  static final String LABEL = "label";

  /** imagenet-1k's: {@code image: struct<bytes: binary, path: string>, label: int64}. */
  static final MessageType WRITTEN =
      Types.buildMessage()
          .optionalGroup()
          .optional(BINARY)
          .named(BYTES)
          .optional(BINARY)
          .as(stringType())
          .named(PATH)
          .named(IMAGE)
          .optional(INT64)
          .named(LABEL)
          .named("schema");

  /** As imagenet-1k and mnist, and as cifar10 and cifar100 call them. */
  private static final List<String> IMAGE_NAMES = List.of(IMAGE, "img");

  static final List<String> LABEL_NAMES = List.of(LABEL, "fine_label");

  private ShardSchema() {}

  /**
   * The part of a file's schema that a sample is made of: first the image with its bytes and (where
   * there is one) its path, then the label.
   *
   * @throws BadInputException if the file has no such columns
   */
  static MessageType projection(String file, MessageType schema) {
    Type image = column(file, schema, IMAGE_NAMES);
    Type label = column(file, schema, LABEL_NAMES);
    if (image.isPrimitive() || !has(image.asGroupType(), BYTES, BINARY)) {
      throw new BadInputException(
          "%s has a column %s that is not struct<bytes: binary, path: string>: give files in the layout of Hugging Face's imagenet-1k."
              .formatted(file, image.getName()));
    }
    if (!isPrimitive(label, INT64) && !isPrimitive(label, INT32)) {
      throw new BadInputException(
          "%s has a column %s that is not an integer class index: give files in the layout of Hugging Face's imagenet-1k."
              .formatted(file, label.getName()));
    }
    List<Type> fields =
        Stream.of(BYTES, PATH)
            .filter(name -> has(image.asGroupType(), name, BINARY))
            .map(name -> image.asGroupType().getType(name))
            .toList();
    return new MessageType(schema.getName(), image.asGroupType().withNewFields(fields), label);
  }

  private static Type column(String file, MessageType schema, List<String> names) {
    return names.stream()
        .filter(schema::containsField)
        .findFirst()
        .map(schema::getType)
        .filter(type -> !type.isRepetition(Type.Repetition.REPEATED))
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s has no column %s, only %s: give files in the layout of Hugging Face's imagenet-1k."
                        .formatted(
                            file,
                            String.join(" or ", names),
                            schema.getFields().stream().map(Type::getName).toList())));
  }

  private static boolean has(GroupType group, String name, PrimitiveTypeName type) {
    return group.containsField(name) && isPrimitive(group.getType(name), type);
  }

  private static boolean isPrimitive(Type type, PrimitiveTypeName name) {
    return type.isPrimitive()
        && !type.isRepetition(Type.Repetition.REPEATED)
        && type.asPrimitiveType().getPrimitiveTypeName() == name;
  }
}
