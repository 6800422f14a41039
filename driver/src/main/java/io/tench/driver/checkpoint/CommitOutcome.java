package io.tench.driver.checkpoint;

/** What became of a checkpoint that was to be published. */
public sealed interface CommitOutcome {
  /** What happened, in one sentence. */
  String sentence();

  /** It is there, whole; every reader sees it from now on. */
  record Committed(String folder) implements CommitOutcome {
    @Override
    public String sentence() {
      return "Checkpoint %s is published.".formatted(folder);
    }
  }

  /** It is not there and will not come; what was there before is as it was. */
  record NotCommitted(String folder, String reason) implements CommitOutcome {
    @Override
    public String sentence() {
      return "Checkpoint %s is not published: %s.".formatted(folder, reason);
    }
  }

  /** The storage failed at the one moment that decides, and does not say which of the two it is. */
  record Unknown(String folder, String reason) implements CommitOutcome {
    @Override
    public String sentence() {
      return "Checkpoint %s may or may not be published: %s.".formatted(folder, reason);
    }
  }

  /** It is not there and will not come: another driver has taken the run over, and goes on. */
  record TakenOver(String folder, String sentence) implements CommitOutcome {}
}
