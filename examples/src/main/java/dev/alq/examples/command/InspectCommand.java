package dev.alq.examples.command;

import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.Plots;
import dev.alq.examples.run.RunMetrics;
import dev.alq.examples.run.StoredSize;
import dev.alq.packed.PackedModel;
import dev.alq.train.RecordedEpoch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq inspect}: what is in a model file. */
@Command(
    name = "inspect",
    description = {
      "Show what is in a model file: sizes, bitwidths, preprocessing and origin.",
      "Bytes of weights are counted by formula: a bit per weight and basis, 32 bits per",
      "coordinate, and the table of the groups' bitwidths. Compacted sizes are those that",
      "'compact' leads to.",
      "A run folder instead of a file shows what its epochs led to.",
    })
public final class InspectCommand implements Callable<Integer> {

  /**
   * What is in a file; becomes the JSON object.
   *
   * @param file the file
   * @param height rows of an image
   * @param width columns of an image
   * @param channels channels of an image
   * @param mean per channel
   * @param std per channel
   * @param classNames one per logit
   * @param recipe the recipe it was trained by
   * @param seed the seed of its training
   * @param dataHash hash of the training data
   * @param libraryVersion version of the library that trained it
   * @param averageBitwidth I_W over all weights
   * @param weightBytes bytes of all weights by formula
   * @param compactedBytes the same after compaction
   * @param floatWeightBytes bytes of all weights as float32
   * @param fileBytes size of the file
   * @param compactedFileBytes size of the file that {@code compact} would write
   * @param layers the layers with weights
   */
  record Contents(
      String file,
      int height,
      int width,
      int channels,
      List<Float> mean,
      List<Float> std,
      List<String> classNames,
      String recipe,
      long seed,
      String dataHash,
      String libraryVersion,
      double averageBitwidth,
      long weightBytes,
      long compactedBytes,
      long floatWeightBytes,
      long fileBytes,
      long compactedFileBytes,
      List<LayerSize> layers) {}

  /**
   * What a run led to; becomes the JSON object.
   *
   * @param run the folder
   * @param epochs what each epoch led to
   */
  record Run(String run, List<RecordedEpoch> epochs) {}

  private final Surroundings surroundings;
  @Mixin private final CommonOptions common = new CommonOptions();
  private @Nullable Path file;
  private @Nullable Path plot;

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public InspectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(
      paramLabel = "FILE",
      description = "A file written by quickstart, train or quantize, or a run folder.")
  void file(Path model) {
    file = model;
  }

  @Option(
      names = "--plot",
      paramLabel = "DIR",
      description = {
        "Draw PNG files into this folder: of a model bitwidths.png, per layer, and",
        "histograms.png, per group; of a run folder curves.png.",
      })
  void plot(Path folder) {
    plot = folder;
  }

  @Override
  public Integer call() throws IOException {
    Path path = Objects.requireNonNull(file);
    if (Files.isDirectory(path)) {
      inspectRun(path);
    } else {
      inspectModel(path);
    }
    return 0;
  }

  private void inspectModel(Path path) throws IOException {
    PackedModel model = ModelFile.read(path);
    StoredSize size = StoredSize.of(path, model);
    if (plot != null) {
      List<LayerSize> layers = size.weights().layers();
      if (layers.stream().allMatch(layer -> layer.groups() == 0)) {
        throw new CommandFailure(path + ": all weights are float, so there are no bitwidths");
      }
      Path folder = Files.createDirectories(plot);
      Plots.bitwidths(layers, folder.resolve("bitwidths.png"));
      Plots.histograms(layers, folder.resolve("histograms.png"));
    }
    Contents contents = contents(path, model, size);
    common.publish(surroundings, contents, text -> print(contents, size, text));
  }

  private void inspectRun(Path path) throws IOException {
    Run run = new Run(path.toString(), RunMetrics.read(path).epochs());
    if (plot != null) {
      Plots.curves(run.epochs, Files.createDirectories(plot).resolve("curves.png"));
    }
    common.publish(surroundings, run, text -> RunMetrics.print(run.epochs, text));
  }

  private static Contents contents(Path path, PackedModel model, StoredSize size) {
    ModelSize weights = size.weights();
    var preprocessing = model.preprocessing();
    var provenance = model.provenance();
    return new Contents(
        path.toString(),
        preprocessing.height(),
        preprocessing.width(),
        preprocessing.channels(),
        preprocessing.normalization().mean(),
        preprocessing.normalization().std(),
        preprocessing.classNames(),
        provenance.recipe(),
        provenance.seed(),
        provenance.dataHash(),
        provenance.libraryVersion(),
        weights.averageBitwidth(),
        weights.bytes(),
        size.compacted().bytes(),
        weights.floatBytes(),
        size.fileBytes(),
        size.compactedFileBytes(),
        weights.layers());
  }

  private static void print(Contents contents, StoredSize size, PrintWriter text) {
    size.weights().print(text);
    text.println();
    printHistogram(contents.layers, text);
    TextTable sizes = new TextTable(StoredSize.HEADINGS);
    size.rows().forEach(sizes::add);
    sizes.print(text);
    text.println();
    text.printf(
        Locale.ROOT,
        "images   %d x %d, channels %d, mean %s, std %s%n",
        contents.height,
        contents.width,
        contents.channels,
        contents.mean,
        contents.std);
    text.println("classes  " + String.join(", ", contents.classNames));
    text.println("recipe   " + contents.recipe + ", seed " + contents.seed);
    text.println("data     " + contents.dataHash);
    text.println("library  " + contents.libraryVersion);
  }

  /** How many groups have which bitwidth, I_g. */
  private static void printHistogram(List<LayerSize> layers, PrintWriter text) {
    int columns = layers.stream().mapToInt(layer -> layer.bitwidths().size()).max().orElse(0);
    if (columns == 0) {
      return;
    }
    List<String> headings = new ArrayList<>(List.of("groups with I_g ="));
    for (int bitwidth = 0; bitwidth < columns; bitwidth++) {
      headings.add(String.valueOf(bitwidth));
    }
    TextTable table = new TextTable(headings);
    for (LayerSize layer : layers) {
      List<String> cells = new ArrayList<>(List.of(layer.name()));
      for (int bitwidth = 0; bitwidth < columns; bitwidth++) {
        boolean there = bitwidth < layer.bitwidths().size();
        cells.add(there ? Numbers.whole(layer.bitwidths().get(bitwidth)) : "");
      }
      table.add(cells);
    }
    table.print(text);
    text.println();
  }
}
