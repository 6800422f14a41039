package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.SharedData;
import io.tench.driver.spark.ImageNetTar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SqueezeNet on full-size photos out of ImageNet's tar of tars. */
class ImageNetPhotosIT {
  private static final String MASTER = "--master=local[2]";

  @TempDir private static Path folder;

  @Test
  void squeezeNetsLossGoesDownOnFullSizePhotos() throws IOException {
    Path source = folder.resolve("ILSVRC2012_img_train.tar");
    ImageNetTar.of(SharedData.archive("imagenet-sample.tar"), source);
    Path shards = folder.resolve("imagenet");
    Path run = folder.resolve("run");

    succeeds("ingest", source.toString(), shards.toString(), MASTER);
    Path configuration =
        Files.writeString(
            folder.resolve("squeezenet.yaml"),
            """
            run: %s
            data: {train: %s/train, validation: %s/train}
            network: {architecture: squeezenet-1.1, input: 224x224x3}
            augmentation: {crop: random-resized, min-area: 0.5, flip: true}
            training:
              epochs: 4
              replicas: 2
              batch-size: 16
              inner-steps: 2
              inner-optimizer: {type: adam}
              learning-rate: {peak: 0.0003, decay: constant}
            evaluation: {every-epochs: 4, batch-size: 32}
            """
                .formatted(run, shards, shards));
    succeeds("train", configuration.toString(), MASTER);

    List<Double> losses = losses(run);
    int third = losses.size() / 3;
    assertThat(mean(losses.subList(losses.size() - third, losses.size())))
        .as("mean loss of the last third of the rounds, of %s", losses)
        .isLessThan(mean(losses.subList(0, third)));
  }

  private static void succeeds(String... arguments) {
    Commands.Result result = Commands.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
  }

  private static List<Double> losses(Path run) throws IOException {
    List<Double> losses = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      losses.add(new ObjectMapper().readTree(line).get("loss").asDouble());
    }
    return losses;
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
