package io.tench.models.exchange;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** The formats that networks are imported from. */
enum ImportFormat {
  ONNX {
    @Override
    TensorFile open(Storage storage, String file) throws IOException {
      return OnnxFile.open(storage, file);
    }
  },
  SAFETENSORS {
    @Override
    TensorFile open(Storage storage, String file) throws IOException {
      return SafetensorsFile.open(storage, file);
    }
  },
  DL4J {
    @Override
    TensorFile open(Storage storage, String file) throws IOException {
      return Dl4jFile.open(storage, file);
    }
  };

  /** Enough of a file to know its format. */
  static final int SIGNATURE_BYTES = 16;

  abstract TensorFile open(Storage storage, String file) throws IOException;

  /** A network's parameters, as such a file has them. */
  List<TensorView> views(ComputationGraphConfiguration network) {
    return TensorViews.torch(network);
  }

  /** With which the networks of such files are usually trained. */
  ChannelStatistics usualChannels() {
    return ChannelStatistics.IMAGENET;
  }

  /** The format of a file that starts with these bytes. */
  static Optional<ImportFormat> of(byte[] start) {
    if (startsWith(start, 'P', 'K', 3, 4)) {
      return Optional.of(DL4J);
    }
    if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
      return Optional.of(SAFETENSORS);
    }
    // A protobuf has no signature; ONNX's writers start with the version of the format.
    return startsWith(start, 8) ? Optional.of(ONNX) : Optional.empty();
  }

  private static boolean startsWith(byte[] start, int... signature) {
    for (int index = 0; index < signature.length; index++) {
      if (index >= start.length || (start[index] & 0xff) != signature[index]) {
        return false;
      }
    }
    return true;
  }
}
