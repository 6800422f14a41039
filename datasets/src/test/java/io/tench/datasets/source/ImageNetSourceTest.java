package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.bytes;
import static io.tench.datasets.source.SourceFiles.described;
import static io.tench.datasets.source.SourceFiles.file;
import static io.tench.datasets.source.SourceFiles.image;
import static io.tench.datasets.source.SourceFiles.open;
import static io.tench.datasets.source.SourceFiles.tar;
import static io.tench.datasets.source.SourceFiles.tarOfImages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Label;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageNetSourceTest {
  private static final String TRAINING = "ILSVRC2012_img_train.tar";
  private static final String VALIDATION = "ILSVRC2012_img_val.tar";

  @TempDir Path folder;

  @Test
  void readsATarOfTarsInPlaceWithTheOfficialOrderAndNames() throws IOException {
    file(folder, TRAINING, trainingTar());

    Source source = open(folder);

    assertThat(source.format()).isEqualTo(SourceFormat.IMAGENET);
    assertThat(source.labels().labels())
        .containsExactly(
            new Label(0, "n01440764", "tench"),
            new Label(1, "n01443537", "goldfish"),
            new Label(2, "n02012849", "crane bird"));
    assertThat(source.train()).hasSize(3);
    assertThat(described(source, source.train()))
        .containsExactly(
            "n01440764/n01440764_1.JPEG=n01440764",
            "n01440764/n01440764_2.JPEG=n01440764",
            "n01443537/n01443537_9.JPEG=n01443537",
            "n02012849/n02012849_5.JPEG=n02012849");
    assertThat(source.validation()).isEmpty();
  }

  @Test
  void takesTheTrainingTarItselfAndItsFolderAlike() throws IOException {
    Path tar = file(folder, TRAINING, trainingTar());
    file(folder, VALIDATION, validationTar());
    file(folder, "LOC_val_solution.csv", bytes(kaggle()));

    Source byFolder = open(folder);
    Source byTar = open(tar);

    assertThat(byTar.labels()).isEqualTo(byFolder.labels());
    assertThat(described(byTar, byTar.train())).isEqualTo(described(byFolder, byFolder.train()));
    assertThat(described(byTar, byTar.validation()))
        .isEqualTo(described(byFolder, byFolder.validation()))
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "ILSVRC2012_validation_ground_truth.txt, '450\n449\n1\n'",
    "LOC_val_solution.csv, 'ImageId,PredictionString\nILSVRC2012_val_00000002,n01440764 1 2 3 4\nILSVRC2012_val_00000001,n01443537 1 2 3 4\nILSVRC2012_val_00000003,n02119789 5 6 7 8\n'",
    "val_names_ground_truth.txt, 'val.zip@/ILSVRC2012_val_00000001.JPEG 1\nval.zip@/ILSVRC2012_val_00000002.JPEG 0\nval.zip@/ILSVRC2012_val_00000003.JPEG 278\n'",
    "val_annotations.txt, 'ILSVRC2012_val_00000001.JPEG\tn01443537\t0\t1\t2\t3\nILSVRC2012_val_00000002.JPEG\tn01440764\t0\t1\t2\t3\nILSVRC2012_val_00000003.JPEG\tn02119789\t0\t1\t2\t3\n'"
  })
  void findsTheClassesOfValidationImagesInEachFormOfGroundTruth(String name, String content)
      throws IOException {
    file(folder, TRAINING, trainingTar());
    file(folder, VALIDATION, validationTar());
    file(folder, name, bytes(content));

    Source source = open(folder);

    assertThat(described(source, source.validation()))
        .as("the third is of a class that is not trained on")
        .containsExactly(
            "ILSVRC2012_val_00000001.JPEG=n01443537", "ILSVRC2012_val_00000002.JPEG=n01440764");
  }

  @Test
  void findsTheGroundTruthInsideTheDevelopmentKit() throws IOException {
    file(folder, TRAINING, trainingTar());
    file(folder, VALIDATION, validationTar());
    file(
        folder,
        "ILSVRC2012_devkit_t12.tar.gz",
        SourceFiles.gzip(
            tar(
                Map.of(
                    "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt",
                    bytes("450\n449\n1\n")))));

    Source source = open(folder);

    assertThat(described(source, source.validation()))
        .containsExactly(
            "ILSVRC2012_val_00000001.JPEG=n01443537", "ILSVRC2012_val_00000002.JPEG=n01440764");
  }

  @Test
  void readsSynsetTarsThatLieInAFolder() throws IOException {
    file(folder, "train/n01443537.tar", tarOfImages("n01443537_9.JPEG"));
    file(folder, "train/n01440764.tar", tarOfImages("n01440764_1.JPEG"));

    Source source = open(folder);

    assertThat(described(source, source.train()))
        .containsExactly(
            "n01440764/n01440764_1.JPEG=n01440764", "n01443537/n01443537_9.JPEG=n01443537");
  }

  @Test
  void readsSeparatedFoldersWithFlatValidationImages() throws IOException {
    image(folder, "train/n01443537/n01443537_9.JPEG");
    image(folder, "train/n01440764/n01440764_1.JPEG");
    image(folder, "val/ILSVRC2012_val_00000001.JPEG");
    file(folder, "ILSVRC2012_validation_ground_truth.txt", bytes("450\n449\n1\n"));

    Source source = Source.open(SourceFiles.STORAGE, folder.toString(), SourceFormat.IMAGENET);

    assertThat(source.labels().get(1).name()).isEqualTo("goldfish");
    assertThat(described(source, source.validation()))
        .containsExactly("val/ILSVRC2012_val_00000001.JPEG=n01443537");
  }

  @Test
  void refusesValidationImagesWithoutGroundTruth() {
    file(folder, TRAINING, trainingTar());
    file(folder, VALIDATION, validationTar());

    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("val_annotations.txt");
  }

  @Test
  void knowsAllOfTheThousandClasses() {
    assertThat(ImageNetClasses.ids()).hasSize(1000).isSorted().doesNotHaveDuplicates();
    assertThat(ImageNetClasses.byChallengeId()).hasSize(1000).containsEntry(1, "n02119789");
    assertThat(ImageNetClasses.labels(ImageNetClasses.ids(), Map.of()).get(999).name())
        .isEqualTo("toilet tissue");
  }

  private static byte[] trainingTar() {
    Map<String, byte[]> synsets = new LinkedHashMap<>();
    synsets.put("n02012849.tar", tarOfImages("n02012849_5.JPEG"));
    synsets.put("n01440764.tar", tarOfImages("n01440764_1.JPEG", "n01440764_2.JPEG"));
    synsets.put("n01443537.tar", tarOfImages("n01443537_9.JPEG"));
    return tar(synsets);
  }

  private static byte[] validationTar() {
    return tarOfImages(
        "ILSVRC2012_val_00000001.JPEG",
        "ILSVRC2012_val_00000002.JPEG",
        "ILSVRC2012_val_00000003.JPEG");
  }

  private static String kaggle() {
    return """
        ImageId,PredictionString
        ILSVRC2012_val_00000001,n01443537 1 2 3 4
        ILSVRC2012_val_00000002,n01440764 1 2 3 4
        ILSVRC2012_val_00000003,n02119789 5 6 7 8
        """;
  }
}
