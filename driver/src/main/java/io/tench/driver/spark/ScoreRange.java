package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.SampleRange;
import io.tench.workers.Score;
import io.tench.workers.Scorer;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** The scoring of a range of a data set, on an executor. */
record ScoreRange(Broadcast<Constants> constants, Broadcast<TravellingState> network)
    implements Function<SampleRange, Score> {

  /** What is the same in every evaluation. */
  record Constants(DataSet data, ScoringSettings settings) implements Serializable {}

  @Override
  public Score call(SampleRange range) throws IOException {
    Constants same = constants.value();
    return Scorer.score(range, network.value().parameters(), same.data(), same.settings());
  }
}
