package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Makes a checkpoint of a network that other software trained. */
public final class Import {
  private Import() {}

  /**
   * Reads a network as a checkpoint that no round of training has touched.
   *
   * @param file safetensors, ONNX, DL4J's zip or Keras's .h5; told apart by its first bytes
   * @throws BadInputException if it is none of these, damaged, or not of the architecture
   */
  public static Checkpoint read(Storage storage, String file, ImportSettings settings)
      throws IOException {
    ImportFormat format = format(storage, file);
    try (TensorFile tensors = format.open(storage, file)) {
      NetworkDescription network = new ImportedNetwork(file, settings, format, tensors).describe();
      float[] parameters = new ParameterMatch(file, network, format).read(tensors);
      return checkpoint(file, network, parameters);
    } catch (EOFException early) {
      throw new BadInputException(
          "%s ends early: fetch or export it again.".formatted(file), early);
    }
  }

  private static ImportFormat format(Storage storage, String file) throws IOException {
    byte[] start;
    try (InputStream stream = storage.read(file)) {
      start = stream.readNBytes(ImportFormat.SIGNATURE_BYTES);
    } catch (FileNotFoundException missing) {
      throw new BadInputException("There is no file %s: check the path.".formatted(file), missing);
    }
    return ImportFormat.of(start)
        .orElseThrow(
            () ->
                new BadInputException(
                    "%s is not a file that Tench imports: give %s."
                        .formatted(file, ImportFormat.NAMES)));
  }

  private static Checkpoint checkpoint(
      String file, NetworkDescription network, float[] parameters) {
    TrainingReport report =
        new TrainingReport(
            0,
            "",
            Double.NaN,
            Double.NaN,
            Optional.empty(),
            Optional.empty(),
            "imported from " + file.substring(file.lastIndexOf('/') + 1));
    return new Checkpoint(
        network,
        TrainingPosition.START,
        parameters,
        OptimizerState.NONE,
        OptimizerState.NONE,
        report);
  }
}
