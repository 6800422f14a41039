package io.tench.workers.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  @Test
  void findsBfloat16AmongTheFlags() {
    assertThat(CpuFeatures.haveBfloat16(lines("flags\t\t: fpu avx512f avx512_bf16 xsaves")))
        .isTrue();
    assertThat(CpuFeatures.haveBfloat16(lines("flags\t\t: fpu amx_bf16 amx_tile"))).isTrue();
    assertThat(CpuFeatures.haveBfloat16(lines("Features\t: fp asimd i8mm bf16"))).isTrue();
    assertThat(CpuFeatures.haveBfloat16(lines("flags\t\t: fpu avx512f avx512_vnni"))).isFalse();
    assertThat(CpuFeatures.haveBfloat16(lines("bugs\t\t: bf16"))).isFalse();
  }

  private static Stream<String> lines(String features) {
    return Stream.of("processor\t: 0", "model name\t: bf16", features, "processor\t: 1");
  }
}
