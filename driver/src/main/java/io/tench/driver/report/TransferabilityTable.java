package io.tench.driver.report;

import io.tench.driver.transferability.ImagesPerClass;
import io.tench.driver.transferability.Reuse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A sweep's accuracies as rows of text.
 *
 * @param head of each column
 * @param rows as long as {@code head}
 */
record TransferabilityTable(List<String> head, List<List<String>> rows) {
  private static final String MISSING = "–";

  static TransferabilityTable of(TransferabilityReport report) {
    List<String> head = new ArrayList<>(List.of("reused until"));
    List<String> scratch = new ArrayList<>(List.of("nothing (from scratch)"));
    for (ImagesPerClass size : report.settings().sizes()) {
      String images =
          size + report.trainingImages(size).map(" a class (%d)"::formatted).orElse(" a class");
      head.add(images + ", " + Reuse.FROZEN.words());
      head.add(images + ", " + Reuse.FINE_TUNED.words());
      String value = shown(report.fromScratch(size));
      scratch.addAll(List.of(value, value));
    }
    List<List<String>> rows = new ArrayList<>(List.of(scratch));
    for (String depth : report.settings().depths()) {
      List<String> row = new ArrayList<>(List.of(depth));
      for (ImagesPerClass size : report.settings().sizes()) {
        row.add(shown(report.accuracy(size, Reuse.FROZEN, depth)));
        row.add(shown(report.accuracy(size, Reuse.FINE_TUNED, depth)));
      }
      rows.add(row);
    }
    return new TransferabilityTable(head, rows);
  }

  private static String shown(Optional<Spread> value) {
    return value.map(Percent::of).orElse(MISSING);
  }

  /** In columns that line up. */
  List<String> lines() {
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    List<StringBuilder> lines = all.stream().map(row -> new StringBuilder()).toList();
    for (int column = 0; column < head.size(); column++) {
      int at = column;
      int width = all.stream().mapToInt(row -> row.get(at).length()).max().orElseThrow();
      for (int row = 0; row < all.size(); row++) {
        String text = all.get(row).get(column);
        String space = " ".repeat(width - text.length());
        lines.get(row).append(column == 0 ? text + space : "  " + space + text);
      }
    }
    return lines.stream().map(StringBuilder::toString).toList();
  }
}
