package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.bytes;
import static io.tench.datasets.source.SourceFiles.file;
import static io.tench.datasets.source.SourceFiles.gzip;
import static io.tench.datasets.source.SourceFiles.open;
import static io.tench.datasets.source.SourceFiles.samples;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Sample;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.Pixels;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawSourcesTest {
  private static final int PIXELS = 32 * 32;

  @TempDir Path folder;

  @Test
  void readsCifar10WithItsNamesAndPixels() throws Exception {
    byte[] records = noise(3 * (1 + 3 * PIXELS), 1);
    records[0] = 9;
    records[1 + 3 * PIXELS] = 0;
    records[2 * (1 + 3 * PIXELS)] = 5;
    file(folder, "data_batch_1.bin", records);
    file(folder, "test_batch.bin", records);
    file(folder, "batches.meta.txt", bytes("airplane\na\nb\nc\nd\ne\nf\ng\nh\ntruck\n\n"));

    Source source = open(folder);

    assertThat(source.format()).isEqualTo(SourceFormat.CIFAR);
    assertThat(source.labels().get(9).name()).isEqualTo("truck");
    List<Sample> samples = samples(source.train());
    assertThat(samples).extracting(Sample::label).containsExactly(9, 0, 5);
    assertThat(samples).extracting(Sample::path).contains("data_batch_1/00002.png");
    byte[] values = pixels(samples.get(1), 3).values();
    for (int pixel = 0; pixel < PIXELS; pixel++) {
      for (int channel = 0; channel < 3; channel++) {
        assertThat(values[3 * pixel + channel])
            .isEqualTo(records[1 + 3 * PIXELS + 1 + channel * PIXELS + pixel]);
      }
    }
    assertThat(samples(source.validation())).hasSize(3);
  }

  @Test
  void readsFineLabelsOfCifar100OutOfItsCompressedTar() throws Exception {
    byte[] record = noise(2 + 3 * PIXELS, 2);
    record[0] = 3;
    record[1] = 77;
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("cifar-100-binary/train.bin", record);
    entries.put("cifar-100-binary/test.bin", record);
    entries.put(
        "cifar-100-binary/fine_label_names.txt",
        bytes(IntStream.range(0, 100).mapToObj(i -> "fine" + i).collect(Collectors.joining("\n"))));

    Source source = open(file(folder, "cifar.tar.gz", gzip(SourceFiles.tar(entries))));

    assertThat(source.labels().get(77).name()).isEqualTo("fine77");
    assertThat(samples(source.train())).extracting(Sample::label).containsExactly(77);
  }

  @Test
  void readsFashionMnistWithItsNames() throws Exception {
    byte[] pixels = noise(12 * 6 * 5, 3);
    int[] labels = IntStream.range(0, 12).map(index -> index % 10).toArray();
    Path mnist = folder.resolve("fashion-mnist");
    file(mnist, "train-images-idx3-ubyte.gz", gzip(idx(pixels, 12, 6, 5)));
    file(mnist, "train-labels-idx1-ubyte.gz", gzip(idx(labels)));
    file(mnist, "t10k-images-idx3-ubyte", idx(pixels, 12, 6, 5));
    file(mnist, "t10k-labels-idx1-ubyte", idx(labels));

    Source source = open(mnist);

    assertThat(source.format()).isEqualTo(SourceFormat.IDX);
    assertThat(source.labels().get(8).name()).isEqualTo("Bag");
    List<Sample> samples = samples(source.train());
    assertThat(samples.get(11).label()).isEqualTo(1);
    Pixels last = pixels(samples.get(11), 1);
    assertThat(List.of(last.width(), last.height())).containsExactly(5, 6);
    assertThat(last.values()).isEqualTo(java.util.Arrays.copyOfRange(pixels, 11 * 30, 12 * 30));
    assertThat(samples(source.validation())).hasSize(12);
  }

  @Test
  void refusesFilesThatDoNotFit() {
    List<String> sentences = new ArrayList<>();
    Path cifar = folder.resolve("cifar");
    file(cifar, "data_batch_1.bin", new byte[3_000]);
    sentences.add(refused(cifar));
    Path wrong = folder.resolve("wrong-label");
    byte[] record = new byte[1 + 3 * PIXELS];
    record[0] = 10;
    file(wrong, "data_batch_1.bin", record);
    sentences.add(refused(wrong));
    Path idx = folder.resolve("idx");
    file(idx, "train-images-idx3-ubyte", idx(new byte[60], 2, 6, 5));
    sentences.add(refused(idx));
    file(idx, "train-labels-idx1-ubyte", idx(new int[3]));
    sentences.add(refused(idx));
    file(idx, "train-labels-idx1-ubyte", bytes("no idx"));
    sentences.add(refused(idx));
    Path cut = folder.resolve("cut");
    file(cut, "train-images-idx3-ubyte", idx(new byte[40], 2, 6, 5));
    file(cut, "train-labels-idx1-ubyte", idx(new int[2]));
    sentences.add(refused(cut));

    assertThat(sentences.get(0)).contains("data_batch_1.bin has 3000 bytes");
    assertThat(sentences.get(1)).contains("has label 10, but there are 10 classes");
    assertThat(sentences.get(2)).contains("has no labels beside it");
    assertThat(sentences.get(3)).contains("has 2 images, but").contains("has 3 labels");
    assertThat(sentences.get(4)).contains("is not an idx file");
    assertThat(sentences.get(5)).contains("ends before its 2 items do");
  }

  private static String refused(Path location) {
    List<String> sentence = new ArrayList<>();
    assertThatThrownBy(() -> samples(open(location).train()))
        .isInstanceOf(BadInputException.class)
        .satisfies(thrown -> sentence.add(thrown.getMessage()));
    return sentence.get(0);
  }

  private static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static byte[] idx(byte[] values, int... sizes) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + values.length);
    file.putInt(8 << 8 | sizes.length);
    for (int size : sizes) {
      file.putInt(size);
    }
    return file.put(values).array();
  }

  private static byte[] idx(int[] labels) {
    byte[] values = new byte[labels.length];
    for (int index = 0; index < labels.length; index++) {
      values[index] = (byte) labels[index];
    }
    return idx(values, labels.length);
  }

  private static Pixels pixels(Sample sample, int channels) throws Exception {
    try (ImageDecoder decoder = new ImageDecoder()) {
      return decoder.decode(sample.image(), channels);
    }
  }
}
