package io.tench.driver.transferability;

import io.tench.models.transfer.FineTuning;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * One training of a sweep.
 *
 * @param images of the new data set
 * @param seed of the subset, of what is drawn anew, and of the training
 * @param depth the last layer, block or stage that is reused; {@link FineTuning#NOTHING} from
 *     scratch
 */
public record Cell(ImagesPerClass images, long seed, Reuse reuse, String depth) {
  public Cell {
    if ((reuse == Reuse.SCRATCH) != depth.equals(FineTuning.NOTHING)) {
      throw new IllegalArgumentException(
          "what is %s must not have the depth %s".formatted(reuse.words(), depth));
    }
  }

  /** Its name among the sweep's, also as a folder's: {@code 20-seed1-frozen-layer2}. */
  public String name() {
    String kept = reuse == Reuse.SCRATCH ? "scratch" : reuse.words() + "-" + depth;
    return "%s-seed%d-%s".formatted(images, seed, URLEncoder.encode(kept, StandardCharsets.UTF_8));
  }

  /** {@code 20 images a class, seed 1, frozen until layer2}. */
  public String described() {
    String kept =
        switch (reuse) {
          case SCRATCH -> reuse.words();
          case FROZEN -> "frozen until " + depth;
          case FINE_TUNED -> "fine-tuned, reused until " + depth;
        };
    return "%s images a class, seed %d, %s".formatted(images, seed, kept);
  }

  /** How the cell's run builds on a checkpoint. */
  FineTuning tuning(String checkpoint) {
    FineTuning all = FineTuning.FROM_SCRATCH;
    return new FineTuning(
        checkpoint,
        true,
        depth,
        reuse == Reuse.FROZEN ? depth : FineTuning.NOTHING,
        all.unfreeze(),
        all.slow(),
        all.layerDecay(),
        all.features());
  }
}
