package io.tench.models.exchange;

import io.tench.models.Checkpoint;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * DL4J's own file, that {@code ModelSerializer.restoreComputationGraph} reads. The notes are
 * entries of their own, which DL4J passes over.
 */
final class Dl4jZip {
  /** A checkpoint's network has no updater, without which DL4J would not learn. */
  private static final Nesterovs UPDATER = new Nesterovs(0.001, 0.9);

  private Dl4jZip() {}

  static void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(stream);
    zip.putNextEntry(new ZipEntry(ModelSerializer.CONFIGURATION_JSON));
    zip.write(utf8(trainable(checkpoint.network().configuration()).toJson()));
    zip.putNextEntry(new ZipEntry(ModelSerializer.COEFFICIENTS_BIN));
    DataOutputStream data = new DataOutputStream(new BufferedOutputStream(zip, 1 << 16));
    try (INDArray parameters = Nd4j.createFromArray(checkpoint.parameters())) {
      Nd4j.write(parameters.reshape(1, parameters.length()), data);
    }
    data.flush();
    for (Map.Entry<String, String> note : Notes.of(checkpoint.network()).write().entrySet()) {
      zip.putNextEntry(new ZipEntry(note.getKey()));
      zip.write(utf8(note.getValue()));
    }
    zip.finish();
  }

  private static ComputationGraphConfiguration trainable(ComputationGraphConfiguration network) {
    for (GraphVertex vertex : network.getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof BaseLayer parametrized) {
        parametrized.setIUpdater(UPDATER);
      }
    }
    return network;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
