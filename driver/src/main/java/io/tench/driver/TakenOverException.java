package io.tench.driver;

/** Another driver goes on with the run; the message is one sentence that names it. */
public final class TakenOverException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TakenOverException(String sentence) {
    super(sentence);
  }
}
