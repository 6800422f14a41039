package io.tench.driver.report;

/**
 * How a series of points looks: the colours of Okabe and Ito, which the colour-blind tell apart,
 * and a dash and a marker each, for print without colours.
 */
enum Line {
  SCRATCH("from scratch", "#4d4d4d", "2 4") {
    @Override
    void mark(Markup svg, double x, double y) {
      svg.begin(
          "path",
          "d",
          Figure.path(x, y - 5, x + 5, y, x, y + 5, x - 5, y) + "Z",
          "fill",
          "#4d4d4d");
    }
  },
  FROZEN("reused and frozen", "#0072b2", "7 4") {
    @Override
    void mark(Markup svg, double x, double y) {
      svg.begin(
          "rect",
          "x",
          x - 4,
          "y",
          y - 4,
          "width",
          "8",
          "height",
          "8",
          "fill",
          "#ffffff",
          "stroke",
          "#0072b2",
          "stroke-width",
          "2");
    }
  },
  FINE_TUNED("reused and fine-tuned", "#d55e00", "") {
    @Override
    void mark(Markup svg, double x, double y) {
      svg.begin("circle", "cx", x, "cy", y, "r", "4.5", "fill", "#d55e00");
    }
  };

  private final String words;
  private final String colour;
  private final String dashes;

  Line(String words, String colour, String dashes) {
    this.words = words;
    this.colour = colour;
    this.dashes = dashes;
  }

  String words() {
    return words;
  }

  String colour() {
    return colour;
  }

  /** Of SVG's {@code stroke-dasharray}; empty for a solid line. */
  String dashes() {
    return dashes;
  }

  /** Begins the element of a point. */
  abstract void mark(Markup svg, double x, double y);
}
