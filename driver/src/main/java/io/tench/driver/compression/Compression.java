package io.tench.driver.compression;

import io.tench.models.ParameterLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How replicas' results travel to their average. */
public enum Compression {
  /** As they are, float32: exact. */
  NONE(4, 4),

  /** The change of the parameters in a round, and the optimizer's state, in bfloat16. */
  BFLOAT16(2, 2),

  /**
   * The change in 8 bits with a scale for each {@value Int8Codec#BLOCK}, the optimizer's state in
   * bfloat16: second moments span more than 8 bits can tell apart.
   */
  INT8(1, 2);

  private final int parameterBytes;
  private final int optimizerBytes;

  Compression(int parameterBytes, int optimizerBytes) {
    this.parameterBytes = parameterBytes;
    this.optimizerBytes = optimizerBytes;
  }

  /** As configurations have them. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Compression::toString).toList();
  }

  /** The inverse of {@link #toString}. */
  public static Compression named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * About what a result takes.
   *
   * @param parameters how many there are
   * @param vectors of the optimizer that travel too, each as long
   */
  public long bytes(long parameters, int vectors) {
    return parameters * (parameterBytes + (long) vectors * optimizerBytes);
  }

  /** What shortens the results of a network; empty where they travel as they are. */
  public Optional<ResultCodec> codec(ParameterLayout layout) {
    return switch (this) {
      case NONE -> Optional.empty();
      case BFLOAT16 -> Optional.of(new ResultCodec(new Bfloat16Codec()));
      case INT8 -> Optional.of(new ResultCodec(new Int8Codec(Blocks.of(layout))));
    };
  }
}
