package io.tench.models.exchange;

import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import io.tench.models.Checkpoint;
import io.tench.models.NetworkDescription;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import onnx.Onnx.ModelProto;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * ONNX, operator set 13: input {@value #INPUT}, a batch of any size; output {@value #OUTPUT}; the
 * notes in the metadata.
 */
final class OnnxModel {
  static final String INPUT = "input";
  static final String OUTPUT = "probabilities";

  private static final long OPERATORS = 13;
  private static final long FORMAT = 7;

  private OnnxModel() {}

  static void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
    NetworkDescription network = checkpoint.network();
    ComputationGraphConfiguration configuration = network.configuration();
    ImageShape shape = network.preprocessing().shape();
    OnnxGraph graph = new OnnxGraph(network.architecture());
    graph.input(INPUT, shape.channels(), shape.height(), shape.width());
    OnnxTranslation translation =
        new OnnxTranslation(graph, configuration, checkpoint.parameters());
    translation.run();
    graph.node(
        "Identity", OUTPUT, List.of(translation.output(configuration.getNetworkOutputs().get(0))));
    graph.output(OUTPUT, network.labels().size());
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(FORMAT)
            .setProducerName("Tench")
            .setDocString(description(network.preprocessing()))
            .setGraph(graph.build());
    model.addOpsetImportBuilder().setDomain("").setVersion(OPERATORS);
    Notes.of(network)
        .write()
        .forEach((key, value) -> model.addMetadataPropsBuilder().setKey(key).setValue(value));
    model.build().writeTo(stream);
  }

  private static String description(Preprocessing preprocessing) {
    ImageShape shape = preprocessing.shape();
    return ("%s: float32 [batch, %d, %d, %d], %s. Scale the image's shorter side to %d pixels,"
            + " crop the centre, scale the values to 0..1, then (value - mean) / deviation of each"
            + " channel with mean %s and deviation %s. %s: float32 [batch, classes].")
        .formatted(
            INPUT,
            shape.channels(),
            shape.height(),
            shape.width(),
            shape.channels() == 3 ? "RGB" : "gray",
            preprocessing.resize(),
            preprocessing.channels().mean(),
            preprocessing.channels().deviation(),
            OUTPUT);
  }
}
