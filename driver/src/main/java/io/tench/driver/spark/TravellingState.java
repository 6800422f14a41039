package io.tench.driver.spark;

import io.tench.driver.Slice;
import io.tench.models.OptimizerState;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Parameters and optimizer state between driver and executors, whole or a slice of them: raw
 * little-endian float32, or a ticket of {@link InProcess}. Public, with a public constructor, for
 * Java's serialization alone.
 */
public final class TravellingState implements Externalizable {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK_FLOATS = 1 << 16;

  private UUID exchange;
  private Slice slice;
  private float[] parameters;
  private OptimizerState optimizer;

  /** For deserialization. */
  public TravellingState() {}

  /**
   * State that travels.
   *
   * @param exchange of the round, or null where the driver shares no process with its tasks
   */
  TravellingState(UUID exchange, float[] parameters, OptimizerState optimizer) {
    this(exchange, new Slice(0, parameters.length), parameters, optimizer);
  }

  private TravellingState(
      UUID exchange, Slice slice, float[] parameters, OptimizerState optimizer) {
    this.exchange = exchange;
    this.slice = slice;
    this.parameters = parameters;
    this.optimizer = optimizer;
  }

  UUID exchange() {
    return exchange;
  }

  /** A slice of this state, which is whole. Copies nothing: the slice is what is written. */
  TravellingState part(Slice part) {
    return new TravellingState(exchange, part, parameters, optimizer);
  }

  float[] parameters() {
    return cut(parameters);
  }

  OptimizerState optimizer() {
    return slice.length() == parameters.length
        ? optimizer
        : new OptimizerState(
            optimizer.vectors().stream().map(this::cut).toList(), optimizer.steps());
  }

  private float[] cut(float[] vector) {
    return slice.length() == vector.length
        ? vector
        : Arrays.copyOfRange(vector, slice.from(), slice.to());
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeObject(exchange);
    int ticket = InProcess.hold(exchange, this);
    out.writeInt(ticket);
    if (ticket < 0) {
      out.writeLong(optimizer.steps());
      out.writeInt(optimizer.vectors().size());
      out.writeInt(slice.length());
      write(parameters, out);
      for (float[] vector : optimizer.vectors()) {
        write(vector, out);
      }
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    exchange = (UUID) in.readObject();
    int ticket = in.readInt();
    if (ticket >= 0) {
      TravellingState held = InProcess.get(exchange, ticket);
      slice = held.slice;
      parameters = held.parameters;
      optimizer = held.optimizer;
      return;
    }
    long steps = in.readLong();
    int count = in.readInt();
    slice = new Slice(0, in.readInt());
    parameters = read(in);
    List<float[]> vectors = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      vectors.add(read(in));
    }
    optimizer = new OptimizerState(vectors, steps);
  }

  private void write(float[] vector, ObjectOutput out) throws IOException {
    byte[] chunk = chunk();
    for (int from = slice.from(); from < slice.to(); from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, slice.to() - from);
      floats(chunk).put(vector, from, count);
      out.write(chunk, 0, count * Float.BYTES);
    }
  }

  private float[] read(ObjectInput in) throws IOException {
    float[] vector = new float[slice.length()];
    byte[] chunk = chunk();
    for (int from = 0; from < vector.length; from += CHUNK_FLOATS) {
      int count = Math.min(CHUNK_FLOATS, vector.length - from);
      in.readFully(chunk, 0, count * Float.BYTES);
      floats(chunk).get(vector, from, count);
    }
    return vector;
  }

  private byte[] chunk() {
    return new byte[Math.min(CHUNK_FLOATS, slice.length()) * Float.BYTES];
  }

  private static FloatBuffer floats(byte[] chunk) {
    return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
