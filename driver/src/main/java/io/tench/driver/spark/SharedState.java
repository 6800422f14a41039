package io.tench.driver.spark;

import io.tench.models.OptimizerState;
import java.util.UUID;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Parameters and inner optimizer state on all executors, for one job. */
final class SharedState implements AutoCloseable {
  private final InProcess exchange;
  private final Broadcast<TravellingState> broadcast;

  private SharedState(InProcess exchange, Broadcast<TravellingState> broadcast) {
    this.exchange = exchange;
    this.broadcast = broadcast;
  }

  static SharedState of(JavaSparkContext spark, float[] parameters, OptimizerState inner) {
    InProcess exchange = spark.isLocal() ? InProcess.open() : null;
    UUID id = exchange == null ? null : exchange.id();
    return new SharedState(exchange, spark.broadcast(new TravellingState(id, parameters, inner)));
  }

  Broadcast<TravellingState> broadcast() {
    return broadcast;
  }

  @Override
  public void close() {
    broadcast.destroy();
    if (exchange != null) {
      exchange.close();
    }
  }
}
