package io.tench.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** All features of a data set in memory, in the order of its samples. */
public final class StoredFeatures {
  private final FeatureManifest manifest;
  private final List<Feature> features;

  private StoredFeatures(FeatureManifest manifest, List<Feature> features) {
    this.manifest = manifest;
    this.features = features;
  }

  /**
   * Reads a folder that {@code tench features} wrote.
   *
   * @throws BadInputException if there are none, or a file is not as the manifest says
   */
  public static StoredFeatures load(Storage storage, String folder) throws IOException {
    FeatureManifest manifest = manifest(storage, Storage.child(folder, FeatureManifest.FILE));
    List<Feature> features = new ArrayList<>(Math.toIntExact(manifest.rows()));
    for (ShardFile file : manifest.files()) {
      String path = Storage.child(folder, file.file());
      int before = features.size();
      FeatureReader.read(storage, path, file.bytes(), manifest.size(), features::add);
      if (features.size() - before != file.rows()) {
        throw new BadInputException(
            "%s has %d features where its manifest says %d: write them again."
                .formatted(path, features.size() - before, file.rows()));
      }
    }
    return new StoredFeatures(manifest, features);
  }

  private static FeatureManifest manifest(Storage storage, String file) throws IOException {
    try (InputStream stream = storage.read(file)) {
      return new ObjectMapper().readValue(stream.readAllBytes(), FeatureManifest.class);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no %s: write features with `tench features`.".formatted(file), missing);
    } catch (JsonProcessingException broken) {
      throw new BadInputException(
          "%s is not what `tench features` writes: write the features again.".formatted(file),
          broken);
    }
  }

  public FeatureManifest manifest() {
    return manifest;
  }

  public int size() {
    return features.size();
  }

  /** The feature of a sample, by its position in the data set's files. */
  public Feature get(int index) {
    return features.get(index);
  }
}
