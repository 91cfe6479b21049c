package dev.alq.examples.reproduce;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.ModelSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fig. 2: how the bitwidth is spread over the layers of both adaptive models of Table 1.
 *
 * @param only which networks are run; the other one is left out
 */
record BitwidthFigure(Optional<Pattern> only) implements Reproduction {

  private static final String FINDING =
      "the first layers and the last one, and the shortcuts of ResNet, keep more bits";

  /** A model of the figure. */
  private record Source(Network network, RowPlan.Quantized plan) {}

  private static final List<Source> SOURCES =
      List.of(
          new Source(Network.VGG_SMALL, new RowPlan.Quantized(MethodName.ALQ, 0.66)),
          new Source(Network.RESNET18, new RowPlan.Quantized(MethodName.ALQ, 2)));

  /**
   * The figure; becomes the JSON object.
   *
   * @param target the name of the figure
   * @param finding what the paper states
   * @param preset how much effort was taken
   * @param rows one per layer
   * @param missing what models that could not be run lacked, by network
   */
  record Result(
      String target, String finding, String preset, List<Row> rows, Map<String, String> missing) {}

  /**
   * One layer.
   *
   * @param row network and layer
   * @param paper what the paper states in figures: nothing, it draws bars
   * @param ours the layer
   */
  record Row(String row, Map<String, Double> paper, LayerSize ours) {}

  /**
   * The layers of one model.
   *
   * @param network name of the network
   * @param layers its layers
   */
  record Model(String network, List<LayerSize> layers) {}

  @Override
  public Set<Network> networks() {
    return wanted().stream().map(Source::network).collect(Collectors.toSet());
  }

  @Override
  public Reproduced reproduce(Reproducing runs) throws IOException {
    long seed = runs.settings().seeds().getFirst();
    List<Model> models = new ArrayList<>();
    Map<String, String> missing = new TreeMap<>();
    for (Source source : wanted()) {
      String network = runs.plan(source.network).toString();
      String fault = addTo(models, runs, source, seed);
      if (fault != null) {
        missing.put(network, fault);
      }
    }
    List<Row> rows = new ArrayList<>();
    for (Model model : models) {
      for (LayerSize layer : model.layers) {
        rows.add(new Row(model.network + " " + layer.name(), Map.of(), layer));
      }
    }
    if (models.isEmpty()) {
      throw new MissingDataException(String.join("; ", missing.values()));
    }
    Result result = new Result(Target.FIG2.toString(), FINDING, runs.presetName(), rows, missing);
    return new Reproduced(
        result, markdown(result), csv(rows), FigurePlots.bitwidths(models), Optional.empty());
  }

  private List<Source> wanted() {
    List<Source> wanted =
        SOURCES.stream()
            .filter(s -> only.isEmpty() || only.get().matcher(s.network.toString()).find())
            .toList();
    if (wanted.isEmpty()) {
      throw new WrongUsage("no network of fig2 matches " + only.orElseThrow());
    }
    return wanted;
  }

  /** Adds a model, or says what it lacks. */
  private static @Nullable String addTo(
      List<Model> models, Reproducing runs, Source source, long seed) throws IOException {
    try {
      KeptJob job = RowRuns.quantization(runs, source.network, source.plan, seed);
      models.add(
          new Model(runs.plan(source.network).toString(), ModelSize.of(runs.model(job)).layers()));
      return null;
    } catch (MissingDataException e) {
      return e.getMessage();
    }
  }

  private static List<String> markdown(Result result) {
    List<String> lines = new ArrayList<>();
    lines.add("| layer | weights | groups | bits per weight |");
    lines.add("|---|---|---|---|");
    for (Row row : result.rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %,d | %.3f |",
              row.row,
              row.ours.weights(),
              row.ours.groups(),
              row.ours.averageBitwidth()));
    }
    lines.add("");
    lines.add("- The paper: " + result.finding + ".");
    result.missing.forEach(
        (network, fault) -> lines.add("- " + network + " was not run: " + fault));
    return lines;
  }

  private static List<String> csv(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("layer,weights,groups,average_bitwidth");
    for (Row row : rows) {
      lines.add(
          String.join(
              ",",
              row.row,
              String.valueOf(row.ours.weights()),
              String.valueOf(row.ours.groups()),
              String.valueOf(row.ours.averageBitwidth())));
    }
    return lines;
  }
}
