package io.tench.driver;

/** A round that could not be finished; the message is one sentence with the cause. */
public final class RoundFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RoundFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
