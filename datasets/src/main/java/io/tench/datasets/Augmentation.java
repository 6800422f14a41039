package io.tench.datasets;

import java.io.Serializable;

/** Random changes to a training image, drawn from a seed of its position in the epoch. */
public record Augmentation(Crop crop, boolean flip) implements Serializable {
  /** As evaluation sees an image: no randomness. */
  public static final Augmentation NONE = new Augmentation(new Crop.Center(), false);

  /** Which part of an image a training step sees. */
  public sealed interface Crop extends Serializable {
    /** The evaluation crop. */
    record Center() implements Crop {}

    /** Scaled to the network's shape, padded with zeros on each side, then a random crop of it. */
    record Padded(int padding) implements Crop {
      public Padded {
        if (padding < 0) {
          throw new IllegalArgumentException("padding must be >= 0, was " + padding);
        }
      }
    }

    /**
     * A random part of {@code minArea}..1 of the image's area and an aspect ratio of 3/4..4/3,
     * scaled to the network's shape (Szegedy et al., CVPR 2015; torchvision's RandomResizedCrop).
     */
    record RandomResized(double minArea) implements Crop {
      public RandomResized {
        if (!(minArea > 0 && minArea <= 1)) {
          throw new IllegalArgumentException("min-area must be in (0, 1], was " + minArea);
        }
      }
    }
  }
}
