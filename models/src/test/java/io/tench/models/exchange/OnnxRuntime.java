package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tench.datasets.ImageShape;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Exported networks in ONNX Runtime. */
final class OnnxRuntime {
  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private OnnxRuntime() {}

  static OrtSession open(Path file) throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    return ENVIRONMENT.createSession(file.toString(), options);
  }

  /** {@code [count, classes]}. */
  static float[] run(OrtSession session, float[] images, ImageShape shape) throws OrtException {
    long[] sides = {
      images.length / shape.values(), shape.channels(), shape.height(), shape.width()
    };
    try (OnnxTensor input = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(images), sides);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      FloatBuffer output =
          ((OnnxTensor) result.get("probabilities").orElseThrow()).getFloatBuffer();
      float[] values = new float[output.remaining()];
      output.get(values);
      return values;
    }
  }

  /** Exports a network and holds its outputs against DL4J's, for two sizes of the batch. */
  static void agreesWithDl4j(String architecture, Path folder) throws IOException, OrtException {
    Checkpoint trained = Trained.small(architecture);
    assumeThat(Runtime.getRuntime().maxMemory())
        .as("heap for some copies of %s's %d parameters", architecture, trained.parameters().length)
        .isGreaterThan(5L * trained.parameters().length * Float.BYTES);
    ImageShape shape = trained.network().preprocessing().shape();
    Path file = folder.resolve("network.onnx");
    Export.write(new HadoopStorage(), trained, ExchangeFormat.ONNX, "file:" + file);
    try (OrtSession session = open(file)) {
      for (int count : new int[] {1, 3}) {
        float[] images = Outputs.images(shape, count, count);

        float[] probabilities = run(session, images, shape);

        float[] expected = Outputs.of(trained, images);
        assertThat(Outputs.difference(probabilities, expected))
            .as("%s, %d images, DL4J says %s", architecture, count, Arrays.toString(expected))
            .isLessThan(1e-5f);
      }
    }
  }
}
