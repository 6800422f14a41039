package io.tench.driver.transferability;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What becomes of the layers up to a depth; those above it are always drawn anew. */
public enum Reuse {
  /** They are drawn anew too: the network is trained from scratch. */
  @JsonProperty("from scratch")
  SCRATCH("from scratch"),

  /** They are the checkpoint's and do not change: {@code AnB} of the paper. */
  @JsonProperty("frozen")
  FROZEN("frozen"),

  /** They are the checkpoint's and are trained on: {@code AnB+}. */
  @JsonProperty("fine-tuned")
  FINE_TUNED("fine-tuned");

  private final String words;

  Reuse(String words) {
    this.words = words;
  }

  /** {@code fine-tuned}. */
  public String words() {
    return words;
  }
}
