package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.NetworkDescription;
import java.util.Optional;

/** Finds out what network a file holds: from the user, from its notes, or from what is usual. */
final class ImportedNetwork {
  private final String file;
  private final ImportSettings settings;
  private final ImportFormat format;
  private final Optional<Notes> notes;
  private final Optional<ImageShape> input;

  ImportedNetwork(String file, ImportSettings settings, ImportFormat format, TensorFile tensors) {
    this.file = file;
    this.settings = settings;
    this.format = format;
    notes = tensors.notes();
    input = tensors.input();
  }

  /**
   * The network, without its numbers.
   *
   * @throws BadInputException if something that has to be known is not, or does not fit
   */
  NetworkDescription describe() {
    String name =
        settings
            .architecture()
            .or(() -> notes.map(Notes::architecture))
            .orElseThrow(() -> unknown("architecture it is of", "--architecture resnet-50"));
    Architecture architecture = Architecture.named(name);
    LabelMap labels =
        settings
            .labels()
            .or(() -> notes.map(Notes::labels))
            .orElseThrow(() -> unknown("classes it tells apart", "--labels FILE"));
    Preprocessing preprocessing = preprocessing(name);
    String json = architecture.configuration(preprocessing.shape(), labels.size(), 0).toJson();
    return new NetworkDescription(name, json, labels, preprocessing);
  }

  private Preprocessing preprocessing(String architecture) {
    Optional<Preprocessing> noted = notes.map(Notes::preprocessing);
    ImageShape shape =
        settings
            .shape()
            .or(() -> noted.map(Preprocessing::shape))
            .or(() -> input)
            .orElseGet(() -> usualShape(architecture));
    int side = Math.min(shape.height(), shape.width());
    boolean sameShape = noted.isPresent() && noted.get().shape().equals(shape);
    int resize =
        settings.resize().orElse(sameShape ? noted.get().resize() : format.usualResize(side));
    ChannelStatistics channels =
        settings
            .channels()
            .or(() -> noted.map(Preprocessing::channels))
            .orElseGet(() -> format.usualChannels(architecture));
    try {
      return new Preprocessing(shape, resize, channels.withChannels(shape.channels()));
    } catch (IllegalArgumentException contradiction) {
      throw new BadInputException(
          "The preprocessing for %s does not hold together, %s: change --input or --resize."
              .formatted(file, contradiction.getMessage()),
          contradiction);
    }
  }

  /** The paper's size: MNIST's, CIFAR's or ImageNet's. */
  private static ImageShape usualShape(String architecture) {
    return switch (architecture) {
      case "lenet" -> new ImageShape(1, 28, 28);
      case "resnet-8",
          "resnet-14",
          "resnet-20",
          "resnet-32",
          "resnet-44",
          "resnet-56",
          "resnet-110" ->
          new ImageShape(3, 32, 32);
      case "resnet-18-small" -> new ImageShape(3, 64, 64);
      default -> new ImageShape(3, 224, 224);
    };
  }

  private BadInputException unknown(String what, String option) {
    return new BadInputException("%s does not say which %s: add %s.".formatted(file, what, option));
  }
}
