package dev.alq.examples.compare;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.examples.command.CommonOptions;
import dev.alq.examples.command.DataOptions;
import dev.alq.examples.command.EngineOptions;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.WrongUsage;
import dev.alq.kernel.Engine;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq compare}: ALQ beside the baselines. */
@Command(
    name = "compare",
    description = {
      "Quantize the same float networks by several methods and compare them.",
      "All have the same epochs and the same average bitwidth at the end; mean and spread of",
      "the test accuracy are printed.",
      "Each run that has ended is a row of the file; the command goes on from there.",
    })
public final class CompareCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private Preset preset = Preset.QUICK;
  private List<Long> seeds = List.of(1L, 2L, 3L);
  private List<Double> bits = List.of(1.0, 0.4);
  private List<MethodName> methods = List.of(MethodName.values());
  private @Nullable Network network;
  private @Nullable Path out;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  /**
   * What the command found out; becomes its JSON object.
   *
   * @param recipe the name of ALQ's recipe
   * @param data the name of the data
   * @param floatTop1 mean accuracy of the float networks on the test set, in percent
   * @param summaries one per bitwidth and method
   */
  record Result(String recipe, String data, double floatTop1, List<ComparisonSummary> summaries) {}

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public CompareCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(paramLabel = "NETWORK", description = "One of: ${COMPLETION-CANDIDATES}.")
  void network(Network name) {
    network = name;
  }

  @Option(names = "--preset", paramLabel = "NAME", description = "The recipe (default: quick).")
  void preset(Preset name) {
    preset = name;
  }

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = "One run of each method per seed (default: 1,2,3).")
  void seeds(List<Long> numbers) {
    seeds = numbers.stream().distinct().toList();
  }

  @Option(
      names = "--bits",
      split = ",",
      paramLabel = "B",
      description = "Average bits per weight to end at (default: 1,0.4).")
  void bits(List<Double> numbers) {
    bits = numbers.stream().distinct().toList();
  }

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "NAME",
      description = "Which methods: ${COMPLETION-CANDIDATES} (default: all).")
  void methods(List<MethodName> names) {
    methods = names.stream().distinct().toList();
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The rows, as comma-separated values (default: NETWORK-methods.csv).")
  void out(Path file) {
    out = file;
  }

  @Override
  public Integer call() throws IOException {
    WrongUsage.requireSome("--seeds", seeds);
    WrongUsage.requireSome("--bits", bits);
    WrongUsage.requireSome("--methods", methods);
    Network chosen = Objects.requireNonNull(network);
    Recipe usual = surroundings.effort().recipes().of(chosen, preset, OptionalDouble.empty());
    Path path = out == null ? surroundings.folder().resolve(chosen + "-methods.csv") : out;
    ComparisonFile file = new ComparisonFile(path);
    ImageData digits = data.forNetwork(chosen, Optional.empty(), surroundings);
    Recipe recipe = digits.fitted(usual);
    requireReachable(recipe);
    surroundings.err().println(digits.description());
    List<ComparedRun> runs = new ArrayList<>();
    try (Engine engine = engineOptions.start()) {
      for (long seed : seeds) {
        runs.addAll(rows(new Comparison(surroundings, engine, chosen, recipe, digits, seed), file));
      }
    }
    Result result = result(recipe, digits, runs);
    common.publish(surroundings, result, text -> print(result, text));
    return 0;
  }

  /** Fails before anything takes time. */
  private void requireReachable(Recipe recipe) {
    for (double end : bits) {
      for (MethodName method : methods) {
        try {
          Comparison.changed(recipe, method, end);
        } catch (IllegalArgumentException e) {
          throw new WrongUsage("--bits " + end + ", " + method + ": " + e.getMessage());
        }
      }
    }
  }

  /** What was asked for of one seed, run or taken from the file. */
  private List<ComparedRun> rows(Comparison comparison, ComparisonFile file) throws IOException {
    List<ComparedRun> rows = new ArrayList<>();
    for (double end : bits) {
      for (MethodName method : methods) {
        Optional<ComparedRun> known = file.find(comparison.run(method, end));
        if (known.isPresent()) {
          rows.add(known.get());
        } else {
          ComparedRun row = comparison.row(method, end);
          file.add(row);
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static Result result(Recipe recipe, ImageData digits, List<ComparedRun> runs) {
    double floatTop1 =
        runs.stream().mapToDouble(ComparedRun::floatTop1).average().orElse(Double.NaN);
    return new Result(
        recipe.name(), digits.name().toString(), floatTop1, ComparisonSummary.of(runs));
  }

  private static void print(Result result, PrintWriter text) {
    text.printf(
        Locale.ROOT,
        "Recipe %s on %s; float network %.2f %% on average.%n%n",
        result.recipe,
        result.data,
        result.floatTop1);
    text.println(
        "| bits | method | test accuracy, % | lowest – highest | runs | I_W | bytes of weights |");
    text.println("|---|---|---|---|---|---|---|");
    result.summaries.forEach(row -> text.println(row.markdown()));
  }
}
