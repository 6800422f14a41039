package io.tench.datasets.source;

import java.io.Serializable;

/**
 * A file of a {@link FileTree}.
 *
 * @param path within the tree, with {@code /}; a label, never a place to write to
 * @param offset of its first byte in the container: 0 in a folder, a place in the (decompressed)
 *     tar
 */
record TreeFile(String path, long offset, long bytes) implements Serializable {
  /** The path's last part. */
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The name up to its last dot. */
  String stem() {
    String name = name();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
