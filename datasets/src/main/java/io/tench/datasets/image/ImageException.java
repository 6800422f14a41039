package io.tench.datasets.image;

/**
 * An image that cannot be decoded. The message says why, without the image's name, and completes
 * "The image …": {@code "is truncated"}.
 */
public final class ImageException extends Exception {
  private static final long serialVersionUID = 1L;

  public ImageException(String reason) {
    super(reason);
  }

  public ImageException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
