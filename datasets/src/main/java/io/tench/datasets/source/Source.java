package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.List;

/**
 * Labelled images as somebody distributes them, found but not read.
 *
 * @param format the one that was found
 * @param labels classes of all parts
 * @param train parts in a fixed order, which together with the order in each part is the source's
 * @param validation likewise; empty where the source has one split only
 */
public record Source(
    SourceFormat format, LabelMap labels, List<SourcePart> train, List<SourcePart> validation) {
  public Source {
    train = List.copyOf(train);
    validation = List.copyOf(validation);
  }

  /**
   * Finds what is at a location: a folder, a tar of one, or a Parquet file.
   *
   * @throws BadInputException if there is nothing of that format
   */
  public static Source open(Storage storage, String location, SourceFormat format)
      throws IOException {
    if (ParquetSource.isParquet(location)) {
      Storage.Entry entry = FileTree.entry(storage, location);
      if (!entry.folder()) {
        return ParquetSource.open(storage, entry);
      }
    }
    FileTree tree = FileTree.at(storage, location);
    return switch (format == SourceFormat.AUTO ? detect(tree) : format) {
      case IMAGENET -> ImageNetSource.open(storage, tree, location);
      case CIFAR -> CifarSource.open(storage, tree);
      case IDX -> IdxSource.open(storage, tree);
      case PARQUET -> ParquetSource.open(storage, tree);
      default -> FolderSource.open(storage, tree, SourceFormat.FOLDER);
    };
  }

  private static SourceFormat detect(FileTree tree) {
    if (ImageNetSource.matches(tree)) {
      return SourceFormat.IMAGENET;
    }
    if (CifarSource.matches(tree)) {
      return SourceFormat.CIFAR;
    }
    if (IdxSource.matches(tree)) {
      return SourceFormat.IDX;
    }
    return ParquetSource.matches(tree) ? SourceFormat.PARQUET : SourceFormat.FOLDER;
  }
}
