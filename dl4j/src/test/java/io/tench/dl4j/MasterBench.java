package io.tench.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.dataset.DataSet;

/**
 * How long a program of dl4j-spark trains: 3 epochs of 3,200 images of the embedded sample, 2
 * workers, 5 steps of 16. Prints each epoch's seconds, and the accuracy on 1,000 other images.
 *
 * <pre>java … io.tench.dl4j.MasterBench perceptron|lenet dl4j-spark|nd4j|torch</pre>
 */
public final class MasterBench {
  private static final int BATCH = 16;

  private MasterBench() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty(
        "org.deeplearning4j.spark.time.TimeSource",
        "org.deeplearning4j.spark.time.SystemClockTimeSource");
    Path folder = Files.createTempDirectory("masters");
    List<DataSet> photos = FashionSample.read(folder, "train", 3200, BATCH);
    List<DataSet> others = FashionSample.read(folder, "val", 1000, 100);
    MultiLayerConfiguration configuration =
        arguments[0].equals("lenet") ? Programs.leNet() : Programs.perceptron();
    try (JavaSparkContext spark =
        new JavaSparkContext(new SparkConf().setMaster("local[2]").setAppName("masters"))) {
      JavaRDD<DataSet> data = spark.parallelize(photos, 4);
      SparkDl4jMultiLayer network =
          new SparkDl4jMultiLayer(spark, configuration, master(arguments[1]));
      List<Double> seconds = new ArrayList<>();
      for (int epoch = 0; epoch < 3; epoch++) {
        long begun = System.nanoTime();
        network.fit(data);
        seconds.add((System.nanoTime() - begun) / 1e9);
      }
      System.out.printf(
          Locale.ROOT,
          "%s, %s: epochs of %.2f, %.2f and %.2f s, %.1f%%%n",
          arguments[0],
          arguments[1],
          seconds.get(0),
          seconds.get(1),
          seconds.get(2),
          100 * FashionSample.accuracy(network.getNetwork(), others));
    }
  }

  private static TrainingMaster<?, ?> master(String name) {
    return name.equals("dl4j-spark")
        ? new ParameterAveragingTrainingMaster.Builder(2, BATCH)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(5)
            .rngSeed(1)
            .build()
        : new TenchTrainingMaster.Builder(2, BATCH)
            .batchSizePerWorker(BATCH)
            .averagingFrequency(5)
            .backend(name)
            .build();
  }
}
