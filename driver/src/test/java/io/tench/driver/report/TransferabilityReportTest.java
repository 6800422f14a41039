package io.tench.driver.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.driver.transferability.Cell;
import io.tench.driver.transferability.CellResult;
import io.tench.driver.transferability.ImagesPerClass;
import io.tench.driver.transferability.SweepSettings;
import io.tench.models.Metrics;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class TransferabilityReportTest {
  private static final SweepSettings SETTINGS =
      new SweepSettings(
          "runs/<base> & more",
          "ab12",
          "cd34",
          "ef56",
          List.of("layer1", "layer2", "layer3"),
          List.of(new ImagesPerClass(5), new ImagesPerClass(20), ImagesPerClass.ALL),
          List.of(1L, 2L),
          "seed: 1\nname: a < b\n");

  /** Accuracies 0.20, 0.21, … in the order of the cells. */
  private static TransferabilityReport report(int done) {
    List<CellResult> results = new ArrayList<>();
    for (Cell cell : SETTINGS.cells().subList(0, done)) {
      long images = cell.images().isAll() ? 600 : 10L * cell.images().count();
      double top1 = 0.2 + 0.01 * results.size();
      results.add(new CellResult(cell, images, 3, new Metrics(240, 1.5, top1, 0.9)));
    }
    return new TransferabilityReport(SETTINGS, "resnet-14", results);
  }

  private static Document parse(String xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }

  private static List<String> texts(Document document, String element) {
    NodeList found = document.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < found.getLength(); index++) {
      texts.add(found.item(index).getTextContent());
    }
    return texts;
  }

  @Test
  void thePageIsWellFormedAndHasEveryNumber() throws Exception {
    TransferabilityReport report = report(42);
    Document page = parse(report.html());

    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(texts(page, "td"))
        .contains("runs/<base> & more", "ab12", "resnet-14")
        .contains("23.5% (20.0–27.0)") // cells 0 and 7
        .contains("57.5% (54.0–61.0)"); // cells 34 and 41
    assertThat(texts(page, "pre")).containsExactly("seed: 1\nname: a < b\n");
    assertThat(texts(page, "p").get(0)).contains("42 trainings", "means over 2 seeds");
    assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(1);
  }

  @Test
  void thePictureHasAPanelForEachSizeAndOneForAllAndAPointForEachMean() throws Exception {
    Document svg = parse(report(42).svg());

    assertThat(texts(svg, "text"))
        .contains(
            "5 images a class",
            "20 images a class",
            "All 600 images",
            "Reused until layer3",
            "reused until",
            "images of each class (log scale)",
            "top-1 accuracy",
            "reused and frozen");
    // 3 sizes x 3 depths and 3 sizes in the last panel, and the legend's.
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(9 + 3 + 1);
    assertThat(texts(svg, "title")).contains("reused and frozen, layer1: 24.5% (21.0–28.0)");
    Element root = svg.getDocumentElement();
    assertThat(root.getNamespaceURI()).isNull();
    assertThat(root.getAttribute("viewBox")).startsWith("0 0 960 ");
    assertThat(report(42).svg()).doesNotContain("NaN", "Infinity").hasSizeLessThan(60_000);
  }

  @Test
  void showsWhatThereIsOfASweepThatIsNotDone() throws Exception {
    for (int done = 1; done < 42; done++) {
      TransferabilityReport report = report(done);
      Document page = parse(report.html());
      assertThat(texts(page, "p").get(0)).contains(done + " of 42 trainings");
      assertThat(report.svg()).doesNotContain("NaN", "Infinity");
    }
    assertThat(report(1).table().get(0)).contains("5 a class (50), frozen");
    assertThat(report(1).table().get(1)).contains("20.0%");
    assertThat(report(1).table().get(2)).contains("layer1", "–");
  }

  @Test
  void theJsonHasSettingsAndResults() throws Exception {
    JsonNode json = new ObjectMapper().readTree(report(42).json());

    assertThat(json.at("/settings/checkpointSha256").asText()).isEqualTo("ab12");
    assertThat(json.at("/settings/sizes/2").asText()).isEqualTo("all");
    assertThat(json.at("/results")).hasSize(42);
    assertThat(json.at("/results/1/cell/reuse").asText()).isEqualTo("frozen");
    assertThat(json.at("/results/1/cell/depth").asText()).isEqualTo("layer1");
    assertThat(json.at("/results/1/validation/top1").asDouble()).isCloseTo(0.21, within(1e-9));
  }
}
