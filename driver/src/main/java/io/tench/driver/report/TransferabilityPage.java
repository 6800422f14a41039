package io.tench.driver.report;

import io.tench.driver.transferability.SweepSettings;
import java.util.List;
import java.util.stream.Collectors;

/** A sweep as an HTML page. */
final class TransferabilityPage {
  private static final String STYLE =
      """
      body { font: 15px/1.5 Helvetica, Arial, sans-serif; color: #222; background: #fff;
        max-width: 960px; margin: 2em auto; padding: 0 1em; }
      svg { width: 100%; height: auto; }
      table { border-collapse: collapse; margin: 1em 0; }
      th, td { padding: .3em .8em; border-bottom: 1px solid #ddd; text-align: right; }
      th:first-child, td:first-child, th.left { text-align: left; }
      td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
      table.run td { text-align: left; }
      pre { background: #f5f5f5; padding: 1em; overflow-x: auto; }
      """;

  private final TransferabilityReport report;
  private final Markup html = new Markup();

  private TransferabilityPage(TransferabilityReport report) {
    this.report = report;
  }

  static String of(TransferabilityReport report) {
    return "<!DOCTYPE html>\n" + new TransferabilityPage(report).page() + "\n";
  }

  private String page() {
    String title = "How transferable the layers of %s are".formatted(report.architecture());
    html.begin("html", "lang", "en").begin("head").empty("meta", "charset", "utf-8");
    html.empty("meta", "name", "viewport", "content", "width=device-width");
    html.element("title", title).element("style", STYLE).end();
    html.begin("body").element("h1", title);
    html.element("p", introduction());
    html.insert(report.svg());
    numbers();
    run();
    return html.end().end().toString();
  }

  private String introduction() {
    SweepSettings settings = report.settings();
    int cells = settings.cells().size();
    String done =
        report.results().size() == cells
            ? "%d trainings".formatted(cells)
            : "%d of %d trainings; the rest is not done yet"
                .formatted(report.results().size(), cells);
    String seeds =
        settings.seeds().size() == 1
            ? ""
            : " Points are means over %d seeds, and bars go from the least to the greatest."
                .formatted(settings.seeds().size());
    return "The layers up to a depth are taken from the checkpoint, frozen or fine-tuned; those above"
        + " are drawn anew and trained on new data, after Yosinski et al. (2014). Every training sees"
        + " about as many images. "
        + done
        + "."
        + seeds;
  }

  private void numbers() {
    TransferabilityTable table = TransferabilityTable.of(report);
    html.element("h2", "Numbers");
    html.element(
        "p",
        report.results().stream()
            .findFirst()
            .map(result -> "Top-1 on %d images.".formatted(result.validation().samples()))
            .orElse("None yet."));
    html.begin("table").begin("tr");
    table.head().forEach(cell -> html.element("th", cell));
    html.end();
    for (List<String> row : table.rows()) {
      html.begin("tr");
      row.forEach(cell -> html.element("td", cell));
      html.end();
    }
    html.end();
  }

  private void run() {
    SweepSettings settings = report.settings();
    html.element("h2", "What was run").begin("table", "class", "run");
    row("checkpoint", settings.checkpoint());
    row("its manifest's SHA-256", settings.checkpointSha256());
    row("network", report.architecture());
    row("training data's fingerprint", settings.train());
    row("validation data's fingerprint", settings.validation());
    row("depths", String.join(", ", settings.depths()));
    row("images of each class", joined(settings.sizes()));
    row("seeds", joined(settings.seeds()));
    html.end();
    html.element(
        "p",
        "Each training, with its epochs over the whole data set; fewer images are gone over as much"
            + " more often:");
    html.element("pre", settings.configuration());
  }

  private static String joined(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private void row(String name, String value) {
    html.begin("tr").element("th", name, "class", "left").element("td", value).end();
  }
}
