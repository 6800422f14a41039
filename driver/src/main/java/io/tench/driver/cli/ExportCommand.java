package io.tench.driver.cli;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.exchange.ExchangeFormat;
import io.tench.models.exchange.Export;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "export",
    description = "Writes a checkpoint's network for other software.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(index = "1", paramLabel = "OUT", description = "The file to write.")
  private String out;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FORMAT",
      description = "onnx, safetensors or dl4j.")
  private String format;

  @Override
  public Integer call() throws IOException {
    ExchangeFormat target = ExchangeFormat.named(format);
    Checkpoint opened = checkpoint.open(storage).checkpoint();
    String file = Locations.absolute(out);
    Export.write(storage, opened, target, file);
    spec.commandLine()
        .getOut()
        .println(
            "%s: %s, round %d, %d classes, %s"
                .formatted(
                    Locations.shown(file),
                    opened.network().architecture(),
                    opened.round(),
                    opened.network().labels().size(),
                    Wording.bytes(storage.entry(file).bytes())));
    return 0;
  }
}
