package io.tench.driver.spark.ml;

import io.tench.datasets.BadInputException;
import io.tench.workers.ImageClassifier;
import io.tench.workers.ImageClassifier.Outcome;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Scores the rows of a partition, a batch at a time, as they are asked for. */
record ScoreImages(
    SharedNetwork network, ImageColumn images, ScoreColumns columns, String handleInvalid)
    implements MapPartitionsFunction<Row, Row> {

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Scored(rows, network.classifier());
  }

  private List<Row> score(List<Row> rows, ImageClassifier classifier) {
    List<Outcome> outcomes = classifier.classify(rows.stream().map(images::of).toList());
    List<Row> scored = new ArrayList<>(rows.size());
    for (int index = 0; index < rows.size(); index++) {
      if (outcomes.get(index) instanceof Outcome.Classified image) {
        scored.add(columns.addTo(rows.get(index), image, network.network().labels()));
      } else if (outcomes.get(index) instanceof Outcome.Broken broken) {
        handle(rows.get(index), broken, scored);
      }
    }
    return scored;
  }

  private void handle(Row row, Outcome.Broken broken, List<Row> scored) {
    switch (handleInvalid) {
      case ImageClassifierParams.SKIP -> {}
      case ImageClassifierParams.KEEP -> scored.add(columns.addNullsTo(row));
      default ->
          throw new BadInputException(
              "An image in column \"%s\" %s: set handleInvalid to skip or keep to go on without it."
                  .formatted(images.name(), broken.reason()));
    }
  }

  private final class Scored implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final ImageClassifier classifier;
    private Iterator<Row> ready = List.<Row>of().iterator();

    Scored(Iterator<Row> rows, ImageClassifier classifier) {
      this.rows = rows;
      this.classifier = classifier;
    }

    @Override
    public boolean hasNext() {
      while (!ready.hasNext() && rows.hasNext()) {
        List<Row> batch = new ArrayList<>(network.batchSize());
        while (batch.size() < network.batchSize() && rows.hasNext()) {
          batch.add(rows.next());
        }
        ready = score(batch, classifier).iterator();
      }
      return ready.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.next();
    }
  }
}
