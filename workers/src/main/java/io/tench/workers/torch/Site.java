package io.tench.workers.torch;

import io.tench.datasets.BadInputException;
import java.util.Arrays;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * What a translation is given.
 *
 * @param vertex the vertex's name
 * @param configuration DL4J's layer, vertex or preprocessor
 * @param parameters of the whole network
 * @param overwrites whether the (first) input is nobody else's and may be written over
 */
record Site(String vertex, Object configuration, NetworkParameters parameters, boolean overwrites) {
  <T> T as(Class<T> type) {
    return type.cast(configuration);
  }

  /** The parameter that DL4J calls {@code key} in this layer. */
  Tensor parameter(String key) {
    return parameters.tensor(vertex, key);
  }

  /** The one sentence for what cannot be translated. */
  BadInputException refuse(String what) {
    return new BadInputException(
        "layer %s (%s) has %s, which the torch backend cannot run; set backend: nd4j"
            .formatted(vertex, configuration.getClass().getSimpleName(), what));
  }

  void requireChannelsFirst(Object format) {
    if (!Objects.toString(format).equals("NCHW")) {
      throw refuse("the data format " + format);
    }
  }

  void require(boolean holds, String what) {
    if (!holds) {
      throw refuse(what);
    }
  }

  static long[] longs(int... values) {
    return Arrays.stream(values).asLongStream().toArray();
  }
}
