package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Fuzzing;
import io.tench.datasets.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutations of Keras's files: each is read or refused, and nothing else. */
class HostileKerasTest {
  private static final String FILE = "/model.h5";

  /** Behind what h5py wrote. */
  private static final int END = 1 << 14;

  @TempDir private Path folder;

  @Test
  void modelsAreReadOrRefused() throws IOException {
    new Fuzzing("Keras's models", BadInputException.class)
        .run(List.of(writtenByH5py(), writtenByJhdf()), HostileKerasTest::readAll);
  }

  /** A B-tree of ten nodes, in which there are 32 ways to each node from the one above it. */
  @Test
  void treesThatNeverEndAreRefused() throws IOException {
    byte[] file = extended(1 << 16);
    ByteBuffer hostile = littleEndian(file);
    int names = find(file, "SNOD");
    int next = END;
    tree(hostile, find(file, "TREE"), 9, 32, next);
    for (int level = 8; level >= 0; level--) {
      int child = level == 0 ? names : next + 2048;
      tree(hostile, next, level, 32, child);
      next = child;
    }
    refuses(file);
  }

  /** Each of its members has the same name, and finding its end takes a while. */
  @Test
  void groupsOfManyMembersAreRefused() throws IOException {
    byte[] file = extended(1 << 22);
    ByteBuffer hostile = littleEndian(file);
    int members = END;
    int name = 1 << 20;
    int leaf = 1 << 21;
    int header = hostile.getInt(find(file, "SNOD") + 16);
    hostile.put(members, "SNOD".getBytes(StandardCharsets.US_ASCII));
    hostile.putShort(members + 6, (short) 20_000);
    for (int entry = 0; entry < 20_000; entry++) {
      hostile.putLong(members + 8 + 40 * entry + 8, header);
    }
    int length = (1 << 13) - 1;
    for (int index = 0; index < length; index++) {
      hostile.put(name + index, (byte) 'a');
    }
    int heap = find(file, "HEAP");
    hostile.putLong(heap + 8, length + 1);
    hostile.putLong(heap + 24, name);
    tree(hostile, find(file, "TREE"), 1, 1, leaf);
    tree(hostile, leaf, 0, 60_000, members);
    refuses(file);
  }

  private static byte[] extended(int length) throws IOException {
    return Arrays.copyOf(writtenByH5py(), length);
  }

  private static ByteBuffer littleEndian(byte[] file) {
    return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The place of the first node of a kind: the root's. */
  private static int find(byte[] file, String signature) {
    return new String(file, StandardCharsets.ISO_8859_1).indexOf(signature);
  }

  /** A node of a group's B-tree, all of whose entries point to one child. */
  private static void tree(ByteBuffer file, int at, int level, int entries, int child) {
    file.put(at, "TREE".getBytes(StandardCharsets.US_ASCII));
    file.put(at + 5, (byte) level);
    file.putShort(at + 6, (short) entries);
    for (int entry = 0; entry < entries; entry++) {
      file.putLong(at + 24 + 16 * entry + 8, child);
    }
  }

  private static void refuses(byte[] file) {
    assertThatThrownBy(() -> readAll(file))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not a whole .h5 file of Keras")
        .hasStackTraceContaining("its groups do not end");
  }

  private static void readAll(byte[] input) throws IOException {
    MemoryStorage storage = new MemoryStorage();
    try (OutputStream stream = storage.create(FILE)) {
      stream.write(input);
    }
    try (KerasFile opened = KerasFile.open(storage, FILE)) {
      for (Map.Entry<String, List<Long>> tensor : opened.shapes().entrySet()) {
        long values = tensor.getValue().stream().reduce(1L, (one, other) -> one * other);
        if (values >= 0 && values < 1 << 20) { // a network's own shapes bound what is read of one
          opened.read(tensor.getKey(), new float[(int) values], 0, (int) values);
        }
      }
    }
  }

  /** The oldest layout of HDF5, which Keras writes: {@code src/test/python/keras_small.py}. */
  private static byte[] writtenByH5py() throws IOException {
    try (InputStream stream = HostileKerasTest.class.getResourceAsStream("small.h5")) {
      return stream.readAllBytes();
    }
  }

  /** A newer layout. */
  private byte[] writtenByJhdf() throws IOException {
    KerasModel small = new KerasModel();
    small.put("conv1", "kernel", new float[3][3][1][2]);
    small.put("conv1_bn", "gamma", new float[2]);
    small.put("conv_preds", "kernel", new float[1][1][2][4]);
    Path file = folder.resolve("model.h5");
    small.save(file);
    return Files.readAllBytes(file);
  }
}
