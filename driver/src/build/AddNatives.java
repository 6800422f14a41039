import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Adds the native libraries of a class path's jars to a jar, as compressed as they are: 800 MB that
 * maven-shade-plugin would deflate again at every build, in half a minute.
 */
final class AddNatives {
  private AddNatives() {}

  /**
   * @param arguments the jar; the class path; a pattern of the jars to take from; one of the entries
   *     to take
   */
  public static void main(String[] arguments) throws IOException {
    Path jar = Path.of(arguments[0]);
    Pattern jars = Pattern.compile(arguments[2]);
    Pattern entries = Pattern.compile(arguments[3]);
    Path joined = jar.resolveSibling(jar.getFileName() + ".joined");
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(joined.toFile())) {
      add(jar, Pattern.compile(".*"), out);
      for (String path : List.of(arguments[1].split(File.pathSeparator))) {
        if (jars.matcher(Path.of(path).getFileName().toString()).matches()) {
          add(Path.of(path), entries, out);
        }
      }
    }
    Files.move(joined, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void add(Path jar, Pattern wanted, ZipArchiveOutputStream out)
      throws IOException {
    try (ZipFile source = new ZipFile(jar.toFile())) {
      for (ZipArchiveEntry entry : Collections.list(source.getEntriesInPhysicalOrder())) {
        if (wanted.matcher(entry.getName()).matches()) {
          out.addRawArchiveEntry(entry, source.getRawInputStream(entry));
        }
      }
    }
  }
}
