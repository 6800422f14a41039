package io.tench.datasets.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HadoopStorageTest {
  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @Test
  void writesAndReadsWhereNamesHaveSpaces() throws IOException {
    String file = path("a folder/and a file");
    write(file, "tench");
    assertThat(read(file)).isEqualTo("tench");
    assertThat(folder.resolve("a folder/and a file")).hasContent("tench");
    assertThat(storage.list(path("a folder")))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.name()).isEqualTo("and a file");
              assertThat(entry.bytes()).isEqualTo(5);
              assertThat(read(entry.path())).isEqualTo("tench");
            });
  }

  @Test
  void takesLocalPathsAndFileUris() throws IOException {
    write(path("x"), "1");
    assertThat(read("file:" + path("x"))).isEqualTo("1");
    assertThat(read("file://" + path("x"))).isEqualTo("1");
  }

  @Test
  void readsFromAnyPosition() throws IOException {
    write(path("x"), "0123456789");
    try (SeekableStream stream = storage.read(path("x"))) {
      stream.seek(7);
      assertThat(stream.readAllBytes()).asString(UTF_8).isEqualTo("789");
      assertThat(stream.position()).isEqualTo(10);
      stream.seek(2);
      assertThat(stream.readNBytes(2)).asString(UTF_8).isEqualTo("23");
    }
  }

  @Test
  void leavesNoChecksumFiles() throws IOException {
    write(path("x"), "1");
    storage.replace(path("y"), new byte[] {1});
    storage.rename(path("x"), path("z"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsOnly("y", "z");
    }
  }

  @Test
  void neverReplacesWithCreateOrRename() throws IOException {
    write(path("x"), "old");
    write(path("y"), "new");
    assertThatThrownBy(() -> storage.create(path("x")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> storage.rename(path("y"), path("x")))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(read(path("x"))).isEqualTo("old");
    assertThat(read(path("y"))).isEqualTo("new");
  }

  @Test
  void neverRenamesAFolderOntoAnother() throws IOException {
    write(path("from/x"), "1");
    storage.createFolder(path("to"));
    assertThatThrownBy(() -> storage.rename(path("from"), path("to")))
        .isInstanceOf(FileAlreadyExistsException.class);
    storage.delete(path("to"));
    storage.rename(path("from"), path("to"));
    assertThat(read(path("to/x"))).isEqualTo("1");
    assertThat(storage.exists(path("from"))).isFalse();
  }

  @Test
  void replacesAFileThatIsThereOrNot() throws IOException {
    storage.replace(path("folder/x"), "one".getBytes(UTF_8));
    storage.replace(path("folder/x"), "two".getBytes(UTF_8));
    assertThat(read(path("folder/x"))).isEqualTo("two");
    assertThat(storage.list(path("folder"))).hasSize(1);
  }

  @Test
  void replacesAFileSoThatAReaderAlwaysFindsOne() throws Exception {
    storage.replace(path("x"), "0".getBytes(UTF_8));
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    AtomicBoolean ended = new AtomicBoolean();
    Thread reader =
        new Thread(
            () -> {
              while (!ended.get() && failures.isEmpty()) {
                try {
                  assertThat(read(path("x"))).isNotEmpty();
                } catch (IOException | AssertionError failure) {
                  failures.add(failure);
                }
              }
            });
    reader.start();
    for (int count = 1; count <= 200; count++) {
      storage.replace(path("x"), Integer.toString(count).getBytes(UTF_8));
    }
    ended.set(true);
    reader.join();
    assertThat(failures).isEmpty();
  }

  @Test
  void letsOneOfManyCreateAFileAndOneRenameAFolder() throws Exception {
    for (int trial = 0; trial < 50; trial++) {
      String file = path("file-" + trial);
      String target = path("folder-" + trial);
      AtomicInteger created = new AtomicInteger();
      AtomicInteger renamed = new AtomicInteger();
      CyclicBarrier start = new CyclicBarrier(4);
      List<Thread> threads = new ArrayList<>();
      for (int number = 0; number < 4; number++) {
        String source = path("source-" + trial + "-" + number);
        write(source + "/x", source);
        threads.add(
            new Thread(
                () -> {
                  succeed(start, created, () -> write(file, source));
                  succeed(start, renamed, () -> storage.rename(source, target));
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(created).hasValue(1);
      assertThat(renamed).hasValue(1);
      assertThat(storage.list(target)).hasSize(1);
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  private static void succeed(CyclicBarrier start, AtomicInteger successes, Change change) {
    try {
      start.await();
      change.make();
      successes.incrementAndGet();
    } catch (FileAlreadyExistsException late) {
      // As it should be for all but one.
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    write(path("x"), "1");
    assertThatThrownBy(() -> write(path("x/y"), "2"))
        .isInstanceOf(IOException.class)
        .hasMessage(path("x") + " is a file and no folder");
    assertThatThrownBy(() -> storage.rename(path("x"), path("none/y")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessage(path("none") + " does not exist");
  }

  @Test
  void saysWhenThereIsNothing() throws IOException {
    assertThatThrownBy(() -> storage.list(path("no"))).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> storage.entry(path("no"))).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> storage.read(path("no"))).isInstanceOf(FileNotFoundException.class);
    assertThat(storage.exists(path("no"))).isFalse();
    assertThat(storage.delete(path("no"))).isFalse();
  }

  @Test
  void givesUpAnHdfsThatDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    String address = "hdfs://127.0.0.1:" + port;
    assertThatThrownBy(() -> storage.exists(address + "/data"))
        .isInstanceOf(UnreachableStorageException.class)
        .hasMessage(
            "%s does not answer (connection refused), so %s/data cannot be reached: check the address, and that the file system is running.",
            address, address);
    assertThatThrownBy(() -> storage.rename(address + "/a", address + "/b"))
        .isInstanceOf(UnreachableStorageException.class);
  }

  @Test
  void namesAHostThatDoesNotExist() {
    assertThatThrownBy(() -> storage.list("hdfs://no-such-host.invalid:8020/data"))
        .isInstanceOf(UnreachableStorageException.class)
        .hasMessageStartingWith(
            "hdfs://no-such-host.invalid:8020 does not answer (its host is unknown)");
  }

  @Test
  void keepsTheUsersOwnPatience() {
    HadoopConnections connections =
        new HadoopConnections(Map.of("ipc.client.connect.timeout", "12345"));
    assertThat(connections.setting("ipc.client.connect.timeout")).isEqualTo("12345");
    assertThat(connections.setting("ipc.client.connect.max.retries.on.timeouts")).isEqualTo("3");
  }

  @Test
  void goesOnWithFewerDataNodesUnlessTheUsersHdfsSiteSaysOtherwise() throws Exception {
    String key = "dfs.client.block.write.replace-datanode-on-failure.best-effort";
    assertThat(new HadoopConnections(Map.of()).setting(key)).isEqualTo("true");
    Files.writeString(
        folder.resolve("hdfs-site.xml"),
        "<configuration><property><name>%s</name><value>false</value></property></configuration>"
            .formatted(key));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader site = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
      thread.setContextClassLoader(site);
      assertThat(new HadoopConnections(Map.of()).setting(key)).isEqualTo("false");
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Test
  void travelsWithItsSettings() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set("fs.defaultFS", "file:///");
    configuration.set("tench.test", "yes");
    write(path("x"), "1");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
      stream.writeObject(new HadoopStorage(configuration));
    }
    assertThat(bytes.size()).isLessThan(1000);
    try (ObjectInputStream stream =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(((Storage) stream.readObject()).exists(path("x"))).isTrue();
    }
  }

  private String path(String name) {
    return folder + "/" + name;
  }

  private void write(String file, String content) throws IOException {
    try (OutputStream stream = storage.create(file)) {
      stream.write(content.getBytes(UTF_8));
    }
  }

  private String read(String file) throws IOException {
    try (SeekableStream stream = storage.read(file)) {
      return new String(stream.readAllBytes(), UTF_8);
    }
  }
}
