package io.tench.driver.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.driver.Slice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VectorCodecTest {
  /** Tensors of 700, 3, 256 and 141 values, which are a thousand times apart in size. */
  private static final int[] ENDS = {700, 703, 959, 1100};

  private static Stream<VectorCodec> codecs() {
    return Stream.of(new Bfloat16Codec(), new Int8Codec(Blocks.of(ENDS)));
  }

  private static float[] vector(long seed) {
    Random random = new Random(seed);
    float[] vector = new float[ENDS[ENDS.length - 1]];
    for (int tensor = 0, i = 0; tensor < ENDS.length; tensor++) {
      for (; i < ENDS[tensor]; i++) {
        vector[i] = (float) (random.nextGaussian() * (tensor % 2 == 0 ? 1e-3 : 1));
      }
    }
    return vector;
  }

  private static float[] roundTrip(VectorCodec codec, float[] vector, long seed) {
    Slice all = new Slice(0, vector.length);
    return codec.decode(codec.cut(codec.encode(vector, seed), all), all);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void decodesAnySliceToTheBitsThatTheWholeHas(VectorCodec codec) {
    float[] vector = vector(1);
    byte[] encoded = codec.encode(vector, 7);
    float[] whole = codec.decode(encoded, new Slice(0, vector.length));
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      int from = random.nextInt(vector.length);
      Slice slice = new Slice(from, from + 1 + random.nextInt(vector.length - from));
      assertThat(codec.decode(codec.cut(encoded, slice), slice))
          .as("%s", slice)
          .isEqualTo(Arrays.copyOfRange(whole, slice.from(), slice.to()));
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void isPureInVectorAndSeed(VectorCodec codec) {
    assertThat(codec.encode(vector(3), 5)).isEqualTo(codec.encode(vector(3), 5));
  }

  @Test
  void bfloat16IsOffByAHalfOfItsLastPlace() {
    float[] vector = vector(4);
    float[] decoded = roundTrip(new Bfloat16Codec(), vector, 0);
    for (int i = 0; i < vector.length; i++) {
      assertThat(decoded[i]).isCloseTo(vector[i], within(Math.abs(vector[i]) / 256));
    }
    assertThat(roundTrip(new Bfloat16Codec(), new float[] {0, -0f, 1, -2, 0x1.01p0f, 0x1.03p0f}, 0))
        .containsExactly(0, -0f, 1, -2, 1, 0x1.04p0f);
  }

  @Test
  void int8IsOffByItsOwnTensorsScaleAtMost() {
    float[] vector = vector(5);
    float[] decoded = roundTrip(new Int8Codec(Blocks.of(ENDS)), vector, 9);
    for (int i = 0; i < vector.length; i++) {
      int tensor = Arrays.binarySearch(ENDS, i);
      int index = tensor >= 0 ? tensor + 1 : -tensor - 1;
      float largest = 0;
      for (int at = index == 0 ? 0 : ENDS[index - 1]; at < ENDS[index]; at++) {
        largest = Math.max(largest, Math.abs(vector[at]));
      }
      assertThat(decoded[i]).isCloseTo(vector[i], within(largest / 127 * 1.001f));
    }
  }

  @Test
  void int8IsRightInTheMeanWhereRoundingWouldGiveNothing() {
    int rounds = 4000;
    Int8Codec codec = new Int8Codec(Blocks.of(64));
    float[] vector = new float[64];
    Arrays.fill(vector, 0.1f / 127);
    vector[0] = 1;
    double sum = 0;
    for (int seed = 0; seed < rounds; seed++) {
      sum += roundTrip(codec, vector, seed)[17];
    }
    // The standard error of the mean is 0.0000374.
    assertThat(sum / rounds).isCloseTo(vector[17], within(0.00015));
  }

  @Test
  void takesAsLittleRoomAsItSays() {
    int length = 100_000;
    for (Compression compression : List.of(Compression.BFLOAT16, Compression.INT8)) {
      VectorCodec codec =
          compression == Compression.INT8 ? new Int8Codec(Blocks.of(length)) : new Bfloat16Codec();
      assertThat((double) codec.encode(new float[length], 1).length)
          .isCloseTo(compression.bytes(length, 0), within(0.02 * length));
    }
  }
}
