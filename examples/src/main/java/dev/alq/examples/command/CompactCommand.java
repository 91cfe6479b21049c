package dev.alq.examples.command;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.ModelSize;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq compact}: the same network in a smaller file. */
@Command(
    name = "compact",
    description = {
      "Write the same network in a smaller file.",
      "Channels that are the same for every picture are folded into the layer behind them, and",
      "weights are written with as few bases as they need. Logits change by rounding alone.",
    })
public final class CompactCommand implements Callable<Integer> {

  /**
   * What it led to; becomes the JSON object.
   *
   * @param model the file that was read
   * @param out the file that was written
   * @param weightBytes bytes of all weights by formula
   * @param compactedBytes the same after compaction
   * @param fileBytes size of the file that was read
   * @param compactedFileBytes size of the file that was written
   * @param layers the layers with weights, compacted
   */
  record Result(
      String model,
      String out,
      long weightBytes,
      long compactedBytes,
      long fileBytes,
      long compactedFileBytes,
      List<LayerSize> layers) {}

  private final Surroundings surroundings;
  @Mixin private final CommonOptions common = new CommonOptions();
  private @Nullable Path file;
  private @Nullable Path out;

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public CompactCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(paramLabel = "FILE", description = "A file written by quickstart, train or quantize.")
  void file(Path model) {
    file = model;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write; a model that is there is replaced.")
  void out(Path target) {
    out = target;
  }

  @Override
  public Integer call() throws IOException {
    Path source = Objects.requireNonNull(file);
    PackedModel model = ModelFile.read(source);
    long bytes = Files.size(source);
    Path target = ModelFile.requireReplaceable(Objects.requireNonNull(out));
    PackedModel compacted = Compaction.of(model);
    long compactedBytes = PackedModelFile.write(compacted, target);
    ModelSize size = ModelSize.of(compacted);
    Result result =
        new Result(
            source.toString(),
            target.toString(),
            ModelSize.of(model).bytes(),
            size.bytes(),
            bytes,
            compactedBytes,
            size.layers());
    common.publish(surroundings, result, text -> print(result, size, text));
    return 0;
  }

  private static void print(Result result, ModelSize size, PrintWriter text) {
    size.print(text);
    text.println();
    new TextTable(List.of("bytes", "before", "compacted", ""))
        .add(row("weights by formula", result.weightBytes, result.compactedBytes))
        .add(row("file", result.fileBytes, result.compactedFileBytes))
        .print(text);
  }

  private static List<String> row(String what, long before, long after) {
    return List.of(what, Numbers.whole(before), Numbers.whole(after), Numbers.times(before, after));
  }
}
