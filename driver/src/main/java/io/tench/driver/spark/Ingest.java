package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.source.Source;
import io.tench.datasets.source.SourcePart;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/**
 * Makes shards of a source, as two Spark stages: every image is decoded and kept on the executors'
 * disks, then all are shuffled by a seeded permutation, and each shard is written by one task. What
 * comes out depends on the source and the settings, not on the cluster.
 */
public final class Ingest {
  private final JavaSparkContext spark;
  private final Storage storage;
  private final IngestSettings settings;
  private final Source source;
  private final WorkFolder work;
  private final WatchedJob jobs;

  private Ingest(
      JavaSparkContext spark,
      Storage storage,
      IngestSettings settings,
      Source source,
      WorkFolder work,
      WatchedJob jobs) {
    this.spark = spark;
    this.storage = storage;
    this.settings = settings;
    this.source = source;
    this.work = work;
    this.jobs = jobs;
  }

  /**
   * Runs an ingest. Whatever stops it, nothing that looks like a data set is left behind.
   *
   * @throws BadInputException if the source is none, has no good image or is damaged, or if the
   *     output exists
   */
  public static IngestReport run(
      JavaSparkContext spark, Storage storage, IngestSettings settings, IngestProgress progress)
      throws IOException {
    long start = System.nanoTime();
    Source source = Source.open(storage, settings.source(), settings.format());
    List<IngestReport.Split> splits =
        WorkFolder.during(
            storage,
            settings.out(),
            work ->
                new Ingest(spark, storage, settings, source, work, new WatchedJob(progress)).run());
    return new IngestReport(
        source.format(),
        source.labels().size(),
        splits.get(0),
        splits.stream().skip(1).findFirst(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private List<IngestReport.Split> run() throws IOException {
    LongAccumulator done = spark.sc().longAccumulator("images checked");
    JavaRDD<CheckedImage> images =
        parts()
            .mapPartitions(new CheckImages(storage, work, source.labels(), settings.resize(), done))
            .persist(StorageLevel.DISK_ONLY());
    try {
      List<PartSummary> summaries =
          jobs.collect(
              images.mapPartitions(part -> List.of(PartSummary.of(part)).iterator()),
              IngestProgress.Stage.CHECK,
              done,
              -1);
      return write(images, new CheckedSource(source, settings, summaries));
    } finally {
      images.unpersist(false);
    }
  }

  /** One partition for each part, wanted near its bytes. */
  private JavaRDD<IngestPart> parts() throws IOException {
    List<Tuple2<IngestPart, Seq<String>>> located = new ArrayList<>();
    for (SourcePart part : source.train()) {
      located.add(located(new IngestPart(located.size(), WorkFolder.TRAIN, part)));
    }
    for (SourcePart part : source.validation()) {
      located.add(located(new IngestPart(located.size(), WorkFolder.VALIDATION, part)));
    }
    return spark
        .sc()
        .makeRDD(
            JavaConverters.asScalaBuffer(located).toSeq(),
            ClassTag$.MODULE$.apply(IngestPart.class))
        .toJavaRDD();
  }

  private Tuple2<IngestPart, Seq<String>> located(IngestPart part) throws IOException {
    return new Tuple2<>(part, JavaConverters.asScalaBuffer(part.part().hosts(storage)).toSeq());
  }

  private List<IngestReport.Split> write(JavaRDD<CheckedImage> images, CheckedSource checked)
      throws IOException {
    ShufflePlan plan = checked.shuffle();
    List<ShardedSplit> splits = checked.shards(plan);
    ShardPartitioner partitioner = new ShardPartitioner(splits);
    LongAccumulator done = spark.sc().longAccumulator("images written");
    Broadcast<ShufflePlan> shared = spark.broadcast(plan);
    List<WriteShard.Written> written =
        jobs.collect(
            addressed(images, shared)
                .repartitionAndSortWithinPartitions(partitioner)
                .mapPartitionsWithIndex(
                    new WriteShard(
                        storage, work, source.labels(), partitioner, source.format().isRaw(), done),
                    true),
            IngestProgress.Stage.WRITE,
            done,
            plan.rows());
    shared.destroy();
    List<IngestReport.Split> reports = new ArrayList<>();
    Iterator<WriteShard.Written> remaining = written.iterator();
    for (ShardedSplit split : splits) {
      SplitFiles files = new SplitFiles(storage, work, split.name());
      for (int shard = 0; shard < split.shards(); shard++) {
        files.add(remaining.next());
      }
      reports.add(files.finish(source.labels(), checked.rejected(split.name())));
    }
    work.commit(storage, splits.size() > 1);
    return reports;
  }

  private static JavaPairRDD<Long, CheckedImage.Accepted> addressed(
      JavaRDD<CheckedImage> images, Broadcast<ShufflePlan> plan) {
    return images
        .mapPartitionsWithIndex(
            (part, checked) -> new AddressedImages(checked, plan.value(), part), true)
        .mapToPair(pair -> pair);
  }
}
