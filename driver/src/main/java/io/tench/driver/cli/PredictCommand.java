package io.tench.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Classifier;
import io.tench.models.Prediction;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "predict",
    description = "Names the five most probable classes of images.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  private static final int BEST = 5;

  private final Storage storage = new HadoopStorage();
  private final ObjectMapper mapper = new ObjectMapper();

  @Spec private CommandSpec spec;

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "Image files, or folders of them.")
  private List<String> images;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    List<String> files = files();
    int broken = 0;
    ArrayNode answers = mapper.createArrayNode();
    try (Classifier classifier = Classifier.load(storage, checkpoint.location())) {
      for (String file : files) {
        try {
          List<Prediction> best = classifier.classify(read(file), BEST);
          if (json) {
            addTo(answers, file, best);
          } else {
            print(file, best);
          }
        } catch (BadInputException noImage) {
          broken++;
          spec.commandLine().getErr().println(file + ": " + noImage.getMessage());
        }
      }
    }
    if (json) {
      spec.commandLine().getOut().println(answers.toPrettyString());
    }
    return broken == 0 ? 0 : Main.BAD_INPUT;
  }

  /** The images named, and those in the folders named. */
  private List<String> files() throws IOException {
    List<String> files = new ArrayList<>();
    for (String image : images) {
      String path = Locations.absolute(image);
      try {
        if (!storage.entry(path).folder()) {
          files.add(image);
          continue;
        }
        List<Storage.Entry> entries = storage.list(path);
        entries.stream()
            .filter(entry -> !entry.folder())
            .forEach(entry -> files.add(Storage.child(image, entry.name())));
      } catch (FileNotFoundException missing) {
        throw new BadInputException(
            "There is no image at %s: check the path.".formatted(image), missing);
      }
    }
    if (files.isEmpty()) {
      throw new BadInputException(
          "There is no file in %s: name images, or folders of them."
              .formatted(String.join(", ", images)));
    }
    return files;
  }

  private byte[] read(String file) throws IOException {
    try (InputStream stream = storage.read(Locations.absolute(file))) {
      return stream.readAllBytes();
    }
  }

  private void print(String file, List<Prediction> best) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(file);
    for (Prediction prediction : best) {
      out.println(
          Wording.format(
              "  %8s  %s", Wording.percent(prediction.probability()), prediction.label().name()));
    }
  }

  private void addTo(ArrayNode answers, String file, List<Prediction> best) {
    ArrayNode classes = answers.addObject().put("image", file).putArray("classes");
    for (Prediction prediction : best) {
      classes
          .addObject()
          .put("index", prediction.label().index())
          .put("id", prediction.label().id())
          .put("name", prediction.label().name())
          .put("probability", prediction.probability());
    }
  }
}
