package io.tench.driver.cli;

import io.tench.driver.RoundReport;
import java.time.Duration;

/** How far a run is and how fast it goes; averages fade with a half-life of about 14 rounds. */
final class Pace {
  private static final double KEPT = 0.95;

  private final int firstRound;
  private final int lastRound;
  private final long begun = System.nanoTime();

  private int round;
  private double weight;
  private double samples;
  private double seconds;
  private double loss;
  private double accuracy;

  /**
   * The pace of a run.
   *
   * @param start round that it goes on from
   * @param rounds that follow
   */
  Pace(int start, int rounds) {
    this.firstRound = start;
    this.round = start;
    this.lastRound = start + rounds;
  }

  void add(RoundReport report) {
    round = report.plan().round();
    weight = KEPT * weight + 1;
    samples = KEPT * samples + report.plan().samples();
    seconds = KEPT * seconds + report.times().round().toNanos() / 1e9;
    loss = KEPT * loss + report.loss();
    accuracy = KEPT * accuracy + report.accuracy();
  }

  int round() {
    return round;
  }

  int lastRound() {
    return lastRound;
  }

  /** Part of the whole run that is done, 0..1. */
  double done() {
    return lastRound == 0 ? 1 : (double) round / lastRound;
  }

  double imagesPerSecond() {
    return seconds == 0 ? 0 : samples / seconds;
  }

  double loss() {
    return weight == 0 ? 0 : loss / weight;
  }

  double accuracy() {
    return weight == 0 ? 0 : accuracy / weight;
  }

  /** Time that the rest takes at the pace of this process so far, evaluation and all. */
  Duration left() {
    int done = round - firstRound;
    return done == 0
        ? Duration.ZERO
        : Duration.ofNanos((System.nanoTime() - begun) / done * (lastRound - round));
  }
}
