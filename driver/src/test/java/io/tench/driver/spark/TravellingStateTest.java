package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.driver.Slice;
import io.tench.models.OptimizerState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TravellingStateTest {
  private static final int LENGTH = 200_003;

  @Test
  void arrivesInAnotherProcessWithItsBits() throws Exception {
    for (UUID exchange : new UUID[] {null, UUID.randomUUID()}) {
      TravellingState state = state(exchange);
      byte[] bytes = write(state);
      TravellingState arrived = read(bytes);

      assertThat(bytes.length).isBetween(12 * LENGTH, (int) (12.1 * LENGTH));
      assertThat(bits(arrived.parameters())).isEqualTo(bits(state.parameters()));
      assertThat(arrived.optimizer().steps()).isEqualTo(77);
      for (int vector = 0; vector < 2; vector++) {
        assertThat(bits(arrived.optimizer().vectors().get(vector)))
            .isEqualTo(bits(state.optimizer().vectors().get(vector)));
      }
    }
  }

  @Test
  void isHandedOverWithinAProcess() throws Exception {
    byte[] late;
    try (InProcess exchange = InProcess.open()) {
      TravellingState state = state(exchange.id());
      TravellingState other = state(exchange.id());
      byte[] bytes = write(state);
      late = write(other);

      assertThat(bytes.length).isLessThan(500);
      assertThat(read(bytes).parameters()).isSameAs(state.parameters());
      assertThat(read(late).parameters()).isSameAs(other.parameters());
      assertThat(read(bytes).optimizer()).isSameAs(state.optimizer());
    }
    assertThatThrownBy(() -> read(late)).hasMessageContaining("round that this state belongs to");
  }

  @Test
  void arrivesAsASliceWhereOnlyThatIsSent() throws Exception {
    Slice slice = new Slice(65_000, 140_001);
    try (InProcess exchange = InProcess.open()) {
      for (UUID id : new UUID[] {null, exchange.id()}) {
        TravellingState whole = state(id);
        byte[] bytes = write(whole.part(slice));
        TravellingState arrived = read(bytes);

        assertThat(bytes.length).isLessThan(12 * 75_001 * 101 / 100);
        assertThat(bits(arrived.parameters())).isEqualTo(bits(cut(whole.parameters(), slice)));
        assertThat(bits(arrived.optimizer().vectors().get(1)))
            .isEqualTo(bits(cut(whole.optimizer().vectors().get(1), slice)));
        assertThat(arrived.optimizer().steps()).isEqualTo(77);
      }
    }
  }

  private static float[] cut(float[] vector, Slice slice) {
    return Arrays.copyOfRange(vector, slice.from(), slice.to());
  }

  private static TravellingState state(UUID exchange) {
    return new TravellingState(
        exchange, anyBits(1), new OptimizerState(List.of(anyBits(2), anyBits(3)), 77));
  }

  private static float[] anyBits(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[LENGTH];
    for (int index = 0; index < LENGTH; index++) {
      vector[index] = Float.intBitsToFloat(random.nextInt());
    }
    return vector;
  }

  private static int[] bits(float[] vector) {
    int[] bits = new int[vector.length];
    for (int index = 0; index < bits.length; index++) {
      bits[index] = Float.floatToRawIntBits(vector[index]);
    }
    return bits;
  }

  private static byte[] write(TravellingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(state);
    }
    return bytes.toByteArray();
  }

  private static TravellingState read(byte[] bytes) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (TravellingState) in.readObject();
    }
  }
}
