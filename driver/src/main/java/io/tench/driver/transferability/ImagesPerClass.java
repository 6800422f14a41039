package io.tench.driver.transferability;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A size of the new data set: so many images of each class, or {@link #ALL}. */
public record ImagesPerClass(int count) {
  /** The data set as it is. */
  public static final ImagesPerClass ALL = new ImagesPerClass(Integer.MAX_VALUE);

  public ImagesPerClass {
    if (count < 1) {
      throw new IllegalArgumentException("images of each class must be >= 1, was " + count);
    }
  }

  /**
   * A number, or {@code all}.
   *
   * @throws IllegalArgumentException if it is neither
   */
  @JsonCreator
  public static ImagesPerClass of(String text) {
    if (text.equals("all")) {
      return ALL;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "images of each class must be all or a whole number >= 1, was \"%s\"".formatted(text));
    }
    return new ImagesPerClass(Integer.parseInt(text));
  }

  /** True if every image is used. */
  public boolean isAll() {
    return equals(ALL);
  }

  /** As {@link #of} reads it. */
  @JsonValue
  @Override
  public String toString() {
    return isAll() ? "all" : Integer.toString(count);
  }
}
