package io.tench.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Panels as one SVG picture, with one scale of accuracy for all of them and one legend. */
final class Figure {
  private static final double WIDTH = 960;
  private static final double MARGIN = 16;
  private static final double LEGEND = 34;

  private static final double LEFT = 60;
  private static final double TOP = 30;
  private static final double BOTTOM = 58;
  private static final double PLOT_HEIGHT = 210;
  private static final double INSET = 22;

  private static final String INK = "#222222";
  private static final String GRID = "#dddddd";

  private final List<Panel> panels;
  private final double floor;
  private final double ceiling;
  private final Markup svg = new Markup();

  private Figure(List<Panel> panels) {
    this.panels = panels;
    List<Spread> all = panels.stream().flatMap(Figure::values).toList();
    double least = all.stream().mapToDouble(Spread::least).min().orElse(0);
    double greatest = all.stream().mapToDouble(Spread::greatest).max().orElse(1);
    floor = Math.max(0, Math.floor(least * 10 - 0.2) / 10);
    ceiling = Math.min(1, Math.ceil(greatest * 10 + 0.2) / 10);
  }

  private static Stream<Spread> values(Panel panel) {
    return Stream.concat(
        panel.levels().values().stream(),
        panel.series().values().stream().flatMap(List::stream).map(Panel.Point::value));
  }

  /** The picture, an {@code svg} element. */
  static String of(List<Panel> panels, String description) {
    return new Figure(List.copyOf(panels)).draw(description);
  }

  private String draw(String description) {
    int columns = panels.size() == 4 ? 2 : Math.min(3, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    double height = LEGEND + rows * (TOP + PLOT_HEIGHT + BOTTOM) + MARGIN;
    svg.begin(
        "svg",
        "xmlns",
        "http://www.w3.org/2000/svg",
        "viewBox",
        "0 0 %.0f %.0f".formatted(WIDTH, height),
        "role",
        "img",
        "font-family",
        "Helvetica, Arial, sans-serif",
        "font-size",
        "13",
        "fill",
        INK);
    svg.element("title", description);
    svg.begin("rect", "width", WIDTH, "height", height, "fill", "#ffffff").end();
    legend();
    double width = (WIDTH - MARGIN) / columns;
    for (int index = 0; index < panels.size(); index++) {
      int row = index / columns;
      double x = index % columns * width;
      double y = LEGEND + row * (TOP + PLOT_HEIGHT + BOTTOM);
      panel(panels.get(index), x + LEFT, y + TOP, width - LEFT);
      if (index % columns == 0) {
        yAxis(LEFT - 44, y + TOP + PLOT_HEIGHT / 2);
      }
    }
    return svg.end().toString();
  }

  private void legend() {
    double x = LEFT;
    for (Line line : Line.values()) {
      stroke(line, path(x, 20, x + 36, 20));
      line.mark(svg, x + 18, 20);
      svg.end();
      svg.element("text", line.words(), "x", x + 44, "y", "24.5");
      x += 66 + 7.2 * line.words().length();
    }
  }

  private void panel(Panel panel, double x, double y, double width) {
    svg.element("text", panel.title(), "x", x, "y", y - 10, "font-weight", "bold");
    for (double tick : ticks()) {
      double height = y + height(tick);
      svg.begin("path", "d", path(x, height, x + width, height), "stroke", GRID).end();
      text(Math.round(100 * tick) + "%", x - 7, height + 4.5, "end");
    }
    double bottom = y + PLOT_HEIGHT;
    svg.begin("path", "d", path(x, bottom, x + width, bottom), "stroke", INK).end();
    for (Panel.Place place : panel.places()) {
      double at = across(place, x, width);
      svg.begin("path", "d", path(at, bottom, at, bottom + 5), "stroke", INK).end();
      text(place.name(), at, bottom + 20, "middle");
    }
    text(panel.xAxis(), x + width / 2, bottom + 40, "middle");
    for (Map.Entry<Line, Spread> level : panel.levels().entrySet()) {
      double height = y + height(level.getValue().mean());
      stroke(level.getKey(), path(x, height, x + width, height));
    }
    panel.series().forEach((line, points) -> series(line, points, x, y, width));
  }

  private void yAxis(double x, double middle) {
    svg.element(
        "text",
        "top-1 accuracy",
        "text-anchor",
        "middle",
        "transform",
        "translate(%s %s) rotate(-90)".formatted(number(x), number(middle)));
  }

  private void series(Line line, List<Panel.Point> points, double x, double y, double width) {
    double[] corners = new double[2 * points.size()];
    for (int index = 0; index < points.size(); index++) {
      corners[2 * index] = across(points.get(index).place(), x, width);
      corners[2 * index + 1] = y + height(points.get(index).value().mean());
    }
    stroke(line, path(corners));
    for (int index = 0; index < points.size(); index++) {
      double at = corners[2 * index];
      Spread value = points.get(index).value();
      if (value.count() > 1) {
        svg.begin(
                "path",
                "d",
                path(at, y + height(value.least()), at, y + height(value.greatest())),
                "stroke",
                line.colour())
            .end();
      }
      line.mark(svg, at, corners[2 * index + 1]);
      svg.element(
          "title",
          "%s, %s: %s"
              .formatted(line.words(), points.get(index).place().name(), Percent.of(value)));
      svg.end();
    }
  }

  private void stroke(Line line, String path) {
    svg.begin(
            "path",
            "d",
            path,
            "fill",
            "none",
            "stroke",
            line.colour(),
            "stroke-width",
            "2",
            "stroke-dasharray",
            line.dashes().isEmpty() ? "none" : line.dashes())
        .end();
  }

  private void text(String text, double x, double y, String anchor) {
    svg.element("text", text, "x", x, "y", y, "text-anchor", anchor);
  }

  private List<Double> ticks() {
    double step = ceiling - floor > 0.5 ? 0.2 : 0.1;
    List<Double> ticks = new ArrayList<>();
    for (double tick = Math.ceil(floor / step - 1e-9) * step;
        tick <= ceiling + 1e-9;
        tick += step) {
      ticks.add(tick);
    }
    return ticks;
  }

  private static double across(Panel.Place place, double x, double width) {
    return x + INSET + place.x() * (width - 2 * INSET);
  }

  /** From the top. */
  private double height(double accuracy) {
    return PLOT_HEIGHT * (ceiling - accuracy) / (ceiling - floor);
  }

  /** A path through the points whose x and y are given in turn. */
  static String path(double... corners) {
    StringBuilder path = new StringBuilder();
    for (int index = 0; index < corners.length; index += 2) {
      path.append(index == 0 ? "M" : "L")
          .append(number(corners[index]))
          .append(' ')
          .append(number(corners[index + 1]));
    }
    return path.toString();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
