package io.tench.dl4j;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.tench.models.OptimizerState;
import java.io.Serializable;
import java.util.List;

/**
 * Parameters and updater state between driver and executors. Java's serialization writes it in any
 * session: Kryo 4, which many programs for dl4j-spark set, cannot write records.
 */
@DefaultSerializer(JavaSerializer.class)
final class NetworkState implements Serializable {
  private static final long serialVersionUID = 1L;

  private final float[] parameters;
  private final float[] updater;

  /** State that is not copied. */
  NetworkState(float[] parameters, OptimizerState updater) {
    this.parameters = parameters;
    this.updater = updater.vectors().isEmpty() ? null : updater.vectors().get(0);
  }

  float[] parameters() {
    return parameters;
  }

  OptimizerState updater() {
    return updater == null ? OptimizerState.NONE : new OptimizerState(List.of(updater), 0);
  }
}
