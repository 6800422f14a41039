package io.tench.datasets.source;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Some samples of a source, always the same in the same order; readable by itself on any machine
 * that reaches the storage.
 */
public sealed interface SourcePart extends Serializable
    permits ImagesPart, SynsetTarPart, CifarPart, IdxPart, ParquetPart {
  SampleStream open(Storage storage) throws IOException;

  /** Hosts that hold the part's bytes; may be empty. */
  List<String> hosts(Storage storage) throws IOException;
}
