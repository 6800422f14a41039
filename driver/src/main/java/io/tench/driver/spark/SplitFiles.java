package io.tench.driver.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.LabelMap;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.ShardManifests;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** Puts together one split of an ingest in its work folder: shards, rejected images, manifest. */
final class SplitFiles {
  private static final String REJECTED_LIST = "rejected.jsonl";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final WorkFolder work;
  private final String split;
  private final List<ShardFile> shards = new ArrayList<>();
  private final ChannelAccumulator channels = new ChannelAccumulator(3);
  private boolean gray = true;

  SplitFiles(Storage storage, WorkFolder work, String split) throws IOException {
    this.storage = storage;
    this.work = work;
    this.split = split;
    storage.createFolder(work.split(split));
  }

  /** Takes in the next shard. */
  void add(WriteShard.Written written) throws IOException {
    storage.rename(written.path(), Storage.child(work.split(split), written.shard().file()));
    shards.add(written.shard());
    channels.merge(written.channels());
    gray &= written.gray();
  }

  /** Writes what is left to write, the manifest last. */
  IngestReport.Split finish(LabelMap labels, List<CheckedImage.Rejected> rejected)
      throws IOException {
    if (!rejected.isEmpty()) {
      try (OutputStream list = storage.create(Storage.child(work.rejected(split), REJECTED_LIST))) {
        for (CheckedImage.Rejected image : rejected) {
          list.write(JSON.writeValueAsBytes(image));
          list.write('\n');
        }
      }
    }
    ShardManifest manifest =
        new ShardManifest(
            ShardManifest.VERSION,
            labels,
            channels.statistics().withChannels(gray ? 1 : 3),
            shards);
    ShardManifests.write(storage, work.split(split), manifest);
    return new IngestReport.Split(
        Storage.child(work.out(), split),
        manifest.rows(),
        rejected.size(),
        shards.size(),
        shards.stream().mapToLong(ShardFile::bytes).sum());
  }
}
