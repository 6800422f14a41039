package io.tench.models.exchange;

import io.tench.models.Checkpoint;
import io.tench.models.ParameterRole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Hugging Face's safetensors, with the names and layouts of torchvision's state dictionaries:
 * {@code load_state_dict(load_file(path), strict=True)} takes it.
 */
final class Safetensors {
  /** The batches that PyTorch's batch norm counts, and that its dictionaries hold beside it. */
  static final String BATCHES = "num_batches_tracked";

  private Safetensors() {}

  static void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
    ComputationGraphConfiguration network = checkpoint.network().configuration();
    List<TensorView> views = TensorViews.torch(network);
    List<String> counters =
        views.stream()
            .filter(view -> view.role() == ParameterRole.RUNNING_MEAN)
            .map(view -> view.layer() + "." + BATCHES)
            .toList();
    byte[] header = header(counters, views, Notes.of(checkpoint.network())).write();
    stream.write(number(header.length));
    stream.write(header);
    for (int counter = 0; counter < counters.size(); counter++) {
      stream.write(number(checkpoint.position().step()));
    }
    for (TensorView view : views) {
      view.send(
          checkpoint.parameters(),
          (values, from, count) -> FloatBytes.write(stream, values, from, count));
    }
  }

  /** The counters come first: 8 bytes each keep what follows aligned. */
  private static SafetensorsHeader header(
      List<String> counters, List<TensorView> views, Notes notes) {
    Map<String, SafetensorsHeader.Tensor> tensors = new LinkedHashMap<>();
    long end = 0;
    for (String counter : counters) {
      tensors.put(counter, new SafetensorsHeader.Tensor("I64", List.of(), end, end + Long.BYTES));
      end += Long.BYTES;
    }
    for (TensorView view : views) {
      long bytes = (long) view.length() * Float.BYTES;
      tensors.put(view.name(), new SafetensorsHeader.Tensor("F32", view.shape(), end, end + bytes));
      end += bytes;
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.putAll(notes.write());
    return new SafetensorsHeader(tensors, metadata);
  }

  private static byte[] number(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
