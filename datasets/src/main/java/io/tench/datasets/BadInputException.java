package io.tench.datasets;

/**
 * Input that the caller can mend. The message is one complete sentence that names the file or key,
 * what was wrong and what to do; the command line prints it alone and exits with code 2.
 */
public final class BadInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public BadInputException(String sentence) {
    super(sentence);
  }

  public BadInputException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
