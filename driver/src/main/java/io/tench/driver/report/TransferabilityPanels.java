package io.tench.driver.report;

import io.tench.driver.transferability.ImagesPerClass;
import io.tench.driver.transferability.Reuse;
import io.tench.models.transfer.FineTuning;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A sweep's diagrams: accuracy against depth for each size, then against the size. */
final class TransferabilityPanels {
  private final TransferabilityReport report;
  private final List<String> depths;
  private final List<ImagesPerClass> sizes;

  TransferabilityPanels(TransferabilityReport report) {
    this.report = report;
    depths = report.settings().depths();
    sizes =
        report.settings().sizes().stream()
            .filter(size -> report.trainingImages(size).isPresent())
            .toList();
  }

  List<Panel> all() {
    List<Panel> panels = new ArrayList<>();
    sizes.forEach(size -> panels.add(byDepth(size)));
    if (sizes.size() > 1) {
      panels.add(bySize());
    }
    return panels;
  }

  private Panel byDepth(ImagesPerClass size) {
    List<Panel.Place> places =
        IntStream.range(0, depths.size())
            .mapToObj(
                index -> new Panel.Place(depths.get(index), between(index, 0, depths.size() - 1)))
            .toList();
    Map<Line, List<Panel.Point>> series = new EnumMap<>(Line.class);
    for (Reuse reuse : List.of(Reuse.FROZEN, Reuse.FINE_TUNED)) {
      put(
          series,
          reuse,
          places,
          place -> report.accuracy(size, reuse, place.name()).map(v -> new Panel.Point(place, v)));
    }
    Map<Line, Spread> levels = new EnumMap<>(Line.class);
    report.fromScratch(size).ifPresent(value -> levels.put(Line.SCRATCH, value));
    String title =
        size.isAll()
            ? "All %.0f images".formatted(images(size))
            : "%s images a class".formatted(size);
    return new Panel(title, "reused until", places, series, levels);
  }

  private Panel bySize() {
    String deepest = depths.get(depths.size() - 1);
    double least = images(sizes.stream().min(this::compare).orElseThrow());
    double most = images(sizes.stream().max(this::compare).orElseThrow());
    List<ImagesPerClass> ascending = sizes.stream().sorted(this::compare).toList();
    List<Panel.Place> places =
        ascending.stream()
            .map(
                size ->
                    new Panel.Place(
                        size.toString(),
                        between(Math.log(images(size)), Math.log(least), Math.log(most))))
            .toList();
    Map<Line, List<Panel.Point>> series = new EnumMap<>(Line.class);
    for (Reuse reuse : Reuse.values()) {
      String depth = reuse == Reuse.SCRATCH ? FineTuning.NOTHING : deepest;
      put(
          series,
          reuse,
          places,
          place ->
              report
                  .accuracy(ascending.get(places.indexOf(place)), reuse, depth)
                  .map(value -> new Panel.Point(place, value)));
    }
    return new Panel(
        "Reused until %s".formatted(deepest),
        "images of each class (log scale)",
        places,
        series,
        Map.of());
  }

  private static void put(
      Map<Line, List<Panel.Point>> series,
      Reuse reuse,
      List<Panel.Place> places,
      Function<Panel.Place, Optional<Panel.Point>> point) {
    List<Panel.Point> points =
        places.stream().flatMap(place -> point.apply(place).stream()).toList();
    if (!points.isEmpty()) {
      series.put(TransferabilityReport.LINES.get(reuse), points);
    }
  }

  private int compare(ImagesPerClass one, ImagesPerClass other) {
    return Double.compare(images(one), images(other));
  }

  private double images(ImagesPerClass size) {
    return report.trainingImages(size).orElseThrow();
  }

  private static double between(double value, double from, double to) {
    return to > from ? (value - from) / (to - from) : 0.5;
  }
}
