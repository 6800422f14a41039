package io.tench.driver.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hands vectors from one thread to another where driver and tasks share a process (Spark's {@code
 * local} masters): what is serialized there is a ticket, and the vectors are not copied. In all
 * other processes no exchange is open, so everything is written out.
 */
final class InProcess implements AutoCloseable {
  private static final Map<UUID, InProcess> OPEN = new ConcurrentHashMap<>();

  private final UUID id = UUID.randomUUID();
  private final List<TravellingState> held = new ArrayList<>();

  private InProcess() {}

  /** An exchange in this process until it is closed; each round has its own. */
  static InProcess open() {
    InProcess exchange = new InProcess();
    OPEN.put(exchange.id, exchange);
    return exchange;
  }

  UUID id() {
    return id;
  }

  /** A ticket for the state, or -1 if the exchange is not open in this process. */
  static int hold(UUID id, TravellingState state) {
    InProcess exchange = id == null ? null : OPEN.get(id);
    if (exchange == null) {
      return -1;
    }
    synchronized (exchange.held) {
      exchange.held.add(state);
      return exchange.held.size() - 1;
    }
  }

  /** What the ticket was given for. */
  static TravellingState get(UUID id, int ticket) {
    InProcess exchange = OPEN.get(id);
    if (exchange == null) {
      throw new IllegalStateException("the round that this state belongs to is over");
    }
    synchronized (exchange.held) {
      return exchange.held.get(ticket);
    }
  }

  @Override
  public void close() {
    OPEN.remove(id);
  }
}
