package io.tench.workers.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What Linux says that this machine's processor can. */
final class CpuFeatures {
  private static final Path SOURCE = Path.of("/proc/cpuinfo");

  /** Instructions that multiply bfloat16, of x86 and of ARM. */
  private static final Set<String> BFLOAT16 = Set.of("avx512_bf16", "amx_bf16", "bf16");

  private CpuFeatures() {}

  static boolean haveBfloat16() {
    try (Stream<String> lines = Files.lines(SOURCE)) {
      return haveBfloat16(lines);
    } catch (IOException noLinux) {
      return false;
    }
  }

  static boolean haveBfloat16(Stream<String> lines) {
    Set<String> features =
        lines
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .limit(1)
            .flatMap(line -> Stream.of(line.split("\\s+")))
            .collect(Collectors.toSet());
    return BFLOAT16.stream().anyMatch(features::contains);
  }
}
