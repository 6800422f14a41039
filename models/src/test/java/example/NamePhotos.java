package example;

import io.tench.models.Classifier;
import io.tench.models.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An application of its own: names what photos show. {@code io.tench:models} is all it depends on.
 *
 * <pre>java -cp … example.NamePhotos CHECKPOINT PHOTO...</pre>
 */
public final class NamePhotos {
  private NamePhotos() {}

  public static void main(String[] arguments) throws IOException {
    try (Classifier classifier = Classifier.load(arguments[0])) {
      for (String photo : Arrays.asList(arguments).subList(1, arguments.length)) {
        List<Prediction> best = classifier.classify(Files.readAllBytes(Path.of(photo)), 3);
        for (Prediction prediction : best) {
          System.out.printf(
              Locale.ROOT,
              "%s\t%s\t%.6f%n",
              photo,
              prediction.label().name(),
              prediction.probability());
        }
      }
    }
  }
}
