package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteViewTest {
  @Test
  void findsTheFirstFfWhereverItLies() throws ImageException {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[1 + random.nextInt(60)];
      for (int index = 0; index < bytes.length; index++) {
        // Few other values, and those that differ from 0xFF by a bit or a carry.
        bytes[index] = new byte[] {0, 1, 0x7f, (byte) 0x80, (byte) 0xfe}[random.nextInt(5)];
      }
      int last = random.nextInt(bytes.length);
      bytes[last] = (byte) 0xff;
      bytes[random.nextInt(last + 1)] = (byte) 0xff;
      for (int from = 0; from <= last; from++) {
        int first = from;
        while (bytes[first] != (byte) 0xff) {
          first++;
        }
        assertThat(new ByteView(bytes).indexOfFf(from)).as("seed %d", seed).isEqualTo(first);
      }
      assertThatThrownBy(() -> new ByteView(bytes).indexOfFf(last + 1L))
          .as("seed %d", seed)
          .isInstanceOf(ImageException.class)
          .hasMessage("is truncated");
    }
  }
}
