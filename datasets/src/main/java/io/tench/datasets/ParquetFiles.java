package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parquet files of others, in the layout of Hugging Face's imagenet-1k, without a manifest. */
record ParquetFiles(String folder, List<Storage.Entry> files) {
  static final String ENDING = ".parquet";

  /** {@code train-00000-of-00294.parquet}, and the same with a hash before the ending. */
  private static final Pattern SPLIT = Pattern.compile("(.+)-\\d+-of-\\d+\\b.*");

  /** The files that a folder, a file or a pattern with {@code *} names. */
  static ParquetFiles find(Storage storage, String location) throws IOException {
    int slash = location.lastIndexOf('/');
    String name = location.substring(slash + 1);
    boolean named = name.contains("*") || name.endsWith(ENDING);
    String folder = named ? location.substring(0, Math.max(slash, 0)) : location;
    Pattern pattern = named ? pattern(name) : pattern("*" + ENDING);
    List<Storage.Entry> files =
        DataSet.entries(storage, folder).stream()
            .filter(entry -> !entry.folder() && pattern.matcher(entry.name()).matches())
            .toList();
    if (files.isEmpty()) {
      throw new BadInputException(
          "%s has neither %s nor Parquet files: make a data set with tench ingest."
              .formatted(location, ShardManifest.FILE));
    }
    List<String> splits =
        files.stream()
            .map(file -> SPLIT.matcher(file.name()))
            .filter(Matcher::matches)
            .map(match -> match.group(1))
            .distinct()
            .toList();
    if (splits.size() > 1) {
      throw new BadInputException(
          "%s holds the splits %s: name one of them, as in %s."
              .formatted(
                  location,
                  String.join(", ", splits),
                  Storage.child(folder, splits.get(0) + "-*" + ENDING)));
    }
    return new ParquetFiles(folder.isEmpty() ? "." : folder, files);
  }

  /** What a manifest of these files would say; reads each footer. */
  ShardManifest manifest(Storage storage) throws IOException {
    List<ShardFile> shards = new ArrayList<>();
    Optional<LabelMap> labels = Optional.empty();
    for (Storage.Entry file : files) {
      try (ShardReader reader = ShardReader.open(storage, file.path(), file.bytes())) {
        Optional<LabelMap> found = reader.labels();
        if (labels.isPresent() && found.isPresent() && !labels.equals(found)) {
          throw new BadInputException(
              "%s and %s have different class names: give files of one data set."
                  .formatted(files.get(0).path(), file.path()));
        }
        labels = labels.or(() -> found);
        shards.add(new ShardFile(file.name(), file.bytes(), "", reader.rowGroups()));
      }
    }
    LabelMap known =
        labels.orElseThrow(
            () ->
                new BadInputException(
                    "%s has no class names in its footer: make a data set of it with tench ingest."
                        .formatted(files.get(0).path())));
    ShardManifest manifest =
        new ShardManifest(ShardManifest.VERSION, known, ChannelStatistics.IMAGENET, shards);
    if (manifest.rows() == 0) {
      throw new BadInputException(
          "%s has no rows: give files that have images.".formatted(files.get(0).path()));
    }
    return manifest;
  }

  private static Pattern pattern(String name) {
    String expression =
        List.of(name.split("\\*", -1)).stream()
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(expression);
  }
}
