package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.datasets.storage.UnreachableStorageException;
import io.tench.driver.checkpoint.SourceCheckpoint;
import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The checkpoint that a command begins with. */
final class CheckpointArgument {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "A checkpoint's folder, or a run's: then its newest checkpoint.")
  private String given;

  /** Opens it, and warns of newer ones that it skips because they are damaged. */
  SourceCheckpoint open(Storage storage) throws UnreachableStorageException {
    try {
      return SourceCheckpoint.open(storage, location(), spec.commandLine().getErr()::println);
    } catch (UnreachableStorageException failure) {
      throw failure;
    } catch (IOException failure) {
      throw new BadInputException(
          "%s cannot be read (%s): when it can, run the same command again."
              .formatted(given, failure.getMessage()),
          failure);
    }
  }

  String location() {
    return Locations.absolute(given);
  }

  /** As the user wrote it. */
  @Override
  public String toString() {
    return given;
  }
}
