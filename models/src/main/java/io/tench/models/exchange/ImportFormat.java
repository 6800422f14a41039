package io.tench.models.exchange;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.storage.Storage;
import io.tench.models.NetworkDescription;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
  },
  KERAS {
    @Override
    TensorFile open(Storage storage, String file) throws IOException {
      return KerasFile.open(storage, file);
    }

    @Override
    List<TensorView> views(NetworkDescription network) {
      return KerasNetwork.of(network.architecture()).views(network.configuration());
    }

    @Override
    ChannelStatistics usualChannels(String architecture) {
      return KerasNetwork.of(architecture).channels();
    }

    /** The whole image: Keras's own examples have it scaled to the input, and crop nothing. */
    @Override
    int usualResize(int side) {
      return side;
    }
  };

  /** For those who have given something else. */
  static final String NAMES = "safetensors, ONNX, DL4J's zip or Keras's .h5";

  private static final double TORCHVISION_CROP = 0.875;

  /** Enough of a file to know its format. */
  static final int SIGNATURE_BYTES = 16;

  abstract TensorFile open(Storage storage, String file) throws IOException;

  /**
   * A network's parameters, as such a file has them.
   *
   * @throws io.tench.datasets.BadInputException if such files hold no network of its architecture
   */
  List<TensorView> views(NetworkDescription network) {
    return TensorViews.torch(network.configuration());
  }

  /**
   * With which such files' networks of an architecture are usually trained.
   *
   * @throws io.tench.datasets.BadInputException if such files hold none
   */
  ChannelStatistics usualChannels(String architecture) {
    return ChannelStatistics.IMAGENET;
  }

  /**
   * To how many pixels such files' networks usually have an image's shorter side scaled before the
   * crop: 256 for 224, as torchvision's.
   *
   * @param side the input's shorter
   */
  int usualResize(int side) {
    return (int) Math.round(side / TORCHVISION_CROP);
  }

  /** The format of a file that starts with these bytes. */
  static Optional<ImportFormat> of(byte[] start) {
    if (startsWith(start, 'P', 'K', 3, 4)) {
      return Optional.of(DL4J);
    }
    if (start.length > Long.BYTES && start[Long.BYTES] == '{') {
      return Optional.of(SAFETENSORS);
    }
    if (startsWith(start, 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n')) {
      return Optional.of(KERAS);
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
