package io.tench.driver.report;

import java.util.List;
import java.util.Map;

/**
 * One diagram of accuracy against something.
 *
 * @param places names along the x axis, and where they lie, 0..1
 * @param series points by line; a point's x is one of {@code places}
 * @param levels horizontal lines
 */
record Panel(
    String title,
    String xAxis,
    List<Place> places,
    Map<Line, List<Point>> series,
    Map<Line, Spread> levels) {
  /** A tick of the x axis. */
  record Place(String name, double x) {}

  /**
   * A point.
   *
   * @param value accuracies, 0..1
   */
  record Point(Place place, Spread value) {}
}
