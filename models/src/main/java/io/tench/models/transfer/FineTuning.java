package io.tench.models.transfer;

import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a run builds on a checkpoint. Wherever a layer is named, a block or a stage may be: {@code
 * layer3} is all whose names start with {@code layer3.}.
 *
 * @param fromCheckpoint a checkpoint's folder, or a run's: then its newest checkpoint
 * @param newHead whether the head's parameters are drawn anew
 * @param keepUntil the last layer whose parameters are the checkpoint's, with all that it is
 *     computed from: the others are drawn anew, the head among them; {@link #EVERYTHING} or {@link
 *     #NOTHING}
 * @param freezeUntil the last layer that is frozen, with all that it is computed from; {@link
 *     #NOTHING} for none
 * @param unfreeze by epoch, counted from 0: what {@code freezeUntil} becomes there (gradual
 *     unfreezing; Howard and Ruder, ACL 2018, section 3.3)
 * @param slow factors of the learning rate by layer, instead of {@code layerDecay}'s
 * @param layerDecay how much slower each stage learns than the one after it, the head being the
 *     last (discriminative fine-tuning, section 3.2, where it is 1/2.6); 1 for no difference
 * @param features the folder of stored features that a head is trained on; empty for images
 */
public record FineTuning(
    String fromCheckpoint,
    boolean newHead,
    String keepUntil,
    String freezeUntil,
    SortedMap<Integer, String> unfreeze,
    Map<String, Double> slow,
    double layerDecay,
    String features)
    implements Serializable {
  /** Instead of a layer's name: none is frozen, or kept. */
  public static final String NOTHING = "none";

  /** Instead of a layer's name: all are kept. */
  public static final String EVERYTHING = "all";

  /** Of a run that builds on no checkpoint. */
  public static final FineTuning FROM_SCRATCH =
      new FineTuning("", false, NOTHING, new TreeMap<>(), Map.of(), 1);

  public FineTuning {
    unfreeze = Collections.unmodifiableSortedMap(new TreeMap<>(unfreeze));
    slow = Collections.unmodifiableSortedMap(new TreeMap<>(slow));
    if (!(layerDecay > 0 && layerDecay <= 1)) {
      throw new IllegalArgumentException("layer-decay must be in (0, 1], was " + layerDecay);
    }
    if (!unfreeze.isEmpty() && unfreeze.firstKey() < 1) {
      throw new IllegalArgumentException(
          "unfreeze must name epochs >= 1, was %d; freeze-until says what is frozen from the start"
              .formatted(unfreeze.firstKey()));
    }
    if (!unfreeze.isEmpty() && freezeUntil.equals(NOTHING)) {
      throw new IllegalArgumentException("unfreeze needs a freeze-until, which was none");
    }
  }

  /** A fine-tuning of all that the checkpoint has, on images. */
  public FineTuning(
      String fromCheckpoint,
      boolean newHead,
      String freezeUntil,
      SortedMap<Integer, String> unfreeze,
      Map<String, Double> slow,
      double layerDecay) {
    this(fromCheckpoint, newHead, EVERYTHING, freezeUntil, unfreeze, slow, layerDecay, "");
  }

  /** True if there is no checkpoint to build on. */
  public boolean fromScratch() {
    return fromCheckpoint.isEmpty();
  }

  /** The same from another place. */
  public FineTuning from(String checkpoint) {
    return new FineTuning(
        checkpoint, newHead, keepUntil, freezeUntil, unfreeze, slow, layerDecay, features);
  }

  /** True if layers besides the head are drawn anew. */
  public boolean keepsAPart() {
    return !keepUntil.equals(EVERYTHING);
  }

  /** True if a head is trained on stored features. */
  public boolean onFeatures() {
    return !features.isEmpty();
  }

  /** The same on other features. */
  public FineTuning on(String otherFeatures) {
    return new FineTuning(
        fromCheckpoint, newHead, keepUntil, freezeUntil, unfreeze, slow, layerDecay, otherFeatures);
  }
}
