package io.tench.datasets;

/**
 * Seeds derived from a run's seed and a place in the run, so that no random choice depends on which
 * machine makes it, when, or how often.
 */
public final class Seed {
  private Seed() {}

  /**
   * Mixes {@code run} with each of {@code place} in turn: SplitMix64's finalizer (Steele et al.,
   * OOPSLA 2014) over the running value, so that neighbouring places give unrelated seeds.
   */
  public static long of(long run, long... place) {
    long seed = mix(run);
    for (long part : place) {
      seed = mix(seed ^ mix(part + 0x9E3779B97F4A7C15L));
    }
    return seed;
  }

  private static long mix(long bits) {
    long mixed = bits + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
