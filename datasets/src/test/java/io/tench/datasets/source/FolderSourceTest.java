package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.bytes;
import static io.tench.datasets.source.SourceFiles.described;
import static io.tench.datasets.source.SourceFiles.file;
import static io.tench.datasets.source.SourceFiles.gzip;
import static io.tench.datasets.source.SourceFiles.image;
import static io.tench.datasets.source.SourceFiles.open;
import static io.tench.datasets.source.SourceFiles.tarOfImages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Label;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderSourceTest {
  @TempDir Path folder;

  @Test
  void takesEachFolderForAClassAndSkipsHiddenFiles() throws IOException {
    image(folder, "dog/b.jpg");
    image(folder, "cat/a.png");
    image(folder, "dog/more/c.webp");
    image(folder, "dog/._b.jpg");
    image(folder, ".thumbnails/x/y.jpg");
    image(folder, "cat/notes.txt");

    Source source = open(folder);

    assertThat(source.labels().labels()).extracting(Label::id).containsExactly("cat", "dog");
    assertThat(described(source, source.train()))
        .containsExactly("cat/a.png=cat", "dog/b.jpg=dog", "dog/more/c.webp=dog");
    assertThat(source.validation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "validation", "test", "Test"})
  void findsValidationImagesUnderEachUsualName(String name) throws IOException {
    image(folder, "train/cat/a.jpg");
    image(folder, "train/dog/b.jpg");
    image(folder, name + "/dog/c.jpg");

    Source source = open(folder);

    assertThat(described(source, source.train()))
        .containsExactly("train/cat/a.jpg=cat", "train/dog/b.jpg=dog");
    assertThat(described(source, source.validation())).containsExactly(name + "/dog/c.jpg=dog");
  }

  @Test
  void readsTinyImageNetsLayoutWithNamesFromItsWords() throws IOException {
    image(folder, "train/n99999999/images/n99999999_0.JPEG");
    image(folder, "train/n01443537/images/n01443537_0.JPEG");
    image(folder, "val/images/val_0.JPEG");
    file(folder, "val/val_annotations.txt", bytes("val_0.JPEG\tn99999999\t0\t32\t44\t62\n"));
    file(folder, "words.txt", bytes("n99999999\tunicorn, fabulous beast\n"));

    Source source = open(folder);

    assertThat(source.labels().labels())
        .containsExactly(
            new Label(0, "n01443537", "goldfish"), new Label(1, "n99999999", "unicorn"));
    assertThat(described(source, source.validation()))
        .containsExactly("val/images/val_0.JPEG=n99999999");
  }

  @Test
  void readsOneFlatFolderWithAFileOfLabels() throws IOException {
    image(folder, "a.jpg");
    image(folder, "b.jpg");
    file(folder, "labels.csv", bytes("file,label\na.jpg,dog\nb.jpg,hot dog\n"));

    Source source = open(folder);

    assertThat(described(source, source.train())).containsExactly("a.jpg=dog", "b.jpg=hot dog");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pets.tar", "pets.tar.gz", "pets.tgz"})
  void readsATarOfAFolderInPlace(String name) throws IOException {
    byte[] tar =
        tarOfImages("./pets/train/dog/b.jpg", "./pets/train/cat/a.jpg", "./pets/test/cat/c.jpg");
    Path file = file(folder, name, name.endsWith("z") ? gzip(tar) : tar);

    Source source = open(file);

    assertThat(source.labels().labels()).extracting(Label::id).containsExactly("cat", "dog");
    assertThat(described(source, source.train()))
        .containsExactly("pets/train/dog/b.jpg=dog", "pets/train/cat/a.jpg=cat");
    assertThat(described(source, source.validation())).containsExactly("pets/test/cat/c.jpg=cat");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsTheManyPartsOfALargeTarEachByItself(boolean compressed) throws IOException {
    String[] paths =
        IntStream.range(0, 20_000)
            .mapToObj(index -> "%d/%05d.jpg".formatted(index % 7, index))
            .toArray(String[]::new);
    byte[] tar = tarOfImages(paths);
    Path file = file(folder, compressed ? "many.tgz" : "many.tar", compressed ? gzip(tar) : tar);

    Source source = open(file);

    assertThat(source.train()).hasSize(compressed ? 16 : 40);
    SourcePart later = source.train().get(source.train().size() - 1);
    assertThat(described(source, List.of(later)))
        .last()
        .isEqualTo(paths[19_999] + "=" + 19_999 % 7);
    assertThat(described(source, source.train())).hasSize(20_000).doesNotHaveDuplicates();
  }

  @Test
  void keepsItsPartsAndTheirOrderFromListingToListing() throws IOException {
    for (int index = 0; index < 40; index++) {
      image(folder, (char) ('a' + index * 7 % 13) + "/" + index + ".jpg");
    }
    assertThat(described(open(folder), open(folder).train()))
        .isEqualTo(described(open(folder), open(folder).train()))
        .isSorted();
  }

  @Test
  void refusesAValidationImageOfAClassWithoutTrainingImages() {
    image(folder, "train/cat/a.jpg");
    image(folder, "val/bird/b.jpg");
    assertRefused(folder, "val/bird/b.jpg is of class bird, which has no training images");
  }

  @Test
  void refusesAnImageThatTheAnnotationsDoNotName() {
    image(folder, "train/cat/a.jpg");
    image(folder, "val/b.jpg");
    file(folder, "val/val_annotations.txt", bytes("c.jpg\tcat\n"));
    assertRefused(folder, "val_annotations.txt has no line for");
  }

  @Test
  void refusesAnnotationsWithoutAClass() {
    image(folder, "train/cat/a.jpg");
    image(folder, "val/b.jpg");
    file(folder, "val/val_annotations.txt", bytes("b.jpg\n"));
    assertRefused(folder, "has a line \"b.jpg\" without a class");
  }

  @Test
  void refusesImagesOutsideOfClassFolders() {
    image(folder, "cat/a.jpg");
    image(folder, "b.jpg");
    assertRefused(folder, "b.jpg lies in no class folder");
  }

  @Test
  void refusesWhatIsMissingEmptyOrNoTar() throws IOException {
    assertRefused(folder.resolve("nowhere"), "There is no file or folder");
    assertRefused(Files.createDirectory(folder.resolve("empty")), "has no images");
    assertRefused(file(folder, "a.zip", bytes("PK")), "neither a folder nor a .tar");
    assertThatThrownBy(() -> SourceFormat.named("coco"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "There is no source format \"coco\": use one of auto, imagenet, folder, cifar, idx, parquet.");
  }

  private static void assertRefused(Path location, String part) {
    assertThatThrownBy(() -> open(location))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(part)
        .hasMessageEndingWith(".");
  }
}
