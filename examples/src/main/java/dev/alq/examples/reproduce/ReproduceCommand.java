package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;
import dev.alq.examples.command.CommonOptions;
import dev.alq.examples.command.DataOptions;
import dev.alq.examples.command.EngineOptions;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.command.WidthOption;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.console.OutputFile;
import dev.alq.examples.console.Version;
import dev.alq.examples.console.WrongUsage;
import dev.alq.kernel.Engine;
import dev.alq.models.Preset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq reproduce}: the tables and figures of the paper, computed. */
@Command(
    name = "reproduce",
    description = {
      "Compute a table or figure of the paper, and put the paper's figures beside ours.",
      "Every run it takes has a folder of its own below that of --run. What has ended there",
      "is not run again, and what was interrupted goes on by --resume.",
      "Writes TARGET.md, TARGET.csv and TARGET.png.",
    })
public final class ReproduceCommand implements Callable<Integer> {

  private static final String RUNS = "reproduced";

  private final Surroundings surroundings;
  private @Nullable Target target;
  private Preset preset = Preset.QUICK;
  private @Nullable Path folder;
  private @Nullable Path out;
  private KeptJob.Unfinished unfinished = KeptJob.Unfinished.REFUSE;
  private List<Long> seeds = List.of(1L);
  private Map<Network, Path> weights = Map.of();
  private Optional<Pattern> only = Optional.empty();
  private Optional<String> layer = Optional.empty();
  @Mixin private final WidthOption width = new WidthOption();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public ReproduceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(paramLabel = "TARGET", description = "One of: ${COMPLETION-CANDIDATES}.")
  void target(Target name) {
    target = name;
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "quick: the default, for a first look; short: the paper's phases in a fifth of its "
              + "epochs, VGG's in a tenth; paper: the paper's epochs.")
  void preset(Preset name) {
    preset = name;
  }

  @Option(
      names = "--run",
      paramLabel = "DIR",
      description = "The folder of the runs' folders (default: " + RUNS + ").")
  void run(Path path) {
    folder = path;
  }

  @Option(names = "--resume", description = "Go on with runs that were interrupted.")
  void resume(boolean wanted) {
    unfinished = wanted ? KeptJob.Unfinished.RESUME : KeptJob.Unfinished.REFUSE;
  }

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the results go (default: the folder of the runs' folders).")
  void out(Path path) {
    out = path;
  }

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "N",
      description = "One run of each row per seed (default: 1).")
  void seeds(List<Long> numbers) {
    seeds = numbers.stream().distinct().toList();
  }

  @Option(
      names = "--from",
      paramLabel = "NETWORK=FILE",
      description =
          "Take this network's float weights from a PyTorch checkpoint or from safetensors "
              + "instead of training it; may be repeated.")
  void from(Map<Network, Path> files) {
    weights = new LinkedHashMap<>(files);
  }

  @Option(
      names = "--only",
      paramLabel = "REGEX",
      description =
          "Tables and fig2: only rows or networks whose name has a match, such as 'float|alq'.")
  void only(String regex) {
    try {
      only = Optional.of(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new WrongUsage("--only '" + regex + "': " + e.getDescription());
    }
  }

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description =
          "fig3: the convolution, such as conv4 (default: the last of 256x256x3x3 weights, else "
              + "the largest).")
  void layer(String name) {
    layer = Optional.of(name);
  }

  @Override
  public Integer call() throws IOException {
    Target chosen = Objects.requireNonNull(target);
    Reproduction reproduction = chosen.reproduction(only, layer, weights.keySet());
    requireUsed(chosen, reproduction);
    Path runs = folder == null ? surroundings.folder().resolve(RUNS) : folder;
    Path results = Files.createDirectories(out == null ? runs : out);
    OutputFile.requireWritable(results.resolve(chosen + ".md"));
    try (Engine engine = engineOptions.start()) {
      Reproducing reproducing =
          new Reproducing(
              surroundings,
              engine,
              data,
              new Reproducing.Settings(
                  runs, unfinished, preset, width.factor(Network.VGG_SMALL), seeds, weights));
      Reproduced result = reproduction.reproduce(reproducing);
      boolean ran = result.obstacle().isEmpty(); // else files that are there are worth more
      if (ran) {
        result.write(results, chosen.toString(), heading(chosen, engine));
      }
      common.publish(
          surroundings,
          result.json(),
          text -> {
            print(chosen, result, text);
            if (ran) {
              text.println("Wrote " + results.resolve(chosen + ".md") + ", .csv and .png.");
              only.ifPresent(_ -> text.println("They hold what --only names, and nothing else."));
            }
          });
      if (!ran) {
        throw new MissingDataException(result.obstacle().get());
      }
    }
    return 0;
  }

  /** Refuses options that would be ignored. */
  private void requireUsed(Target chosen, Reproduction reproduction) {
    WrongUsage.requireSome("--seeds", seeds);
    if (layer.isPresent() && chosen != Target.FIG3) {
      throw new WrongUsage("--layer is for fig3");
    }
    if (only.isPresent() && !chosen.hasRows()) {
      throw new WrongUsage("--only is for tables and fig2");
    }
    Set<Network> networks = reproduction.networks();
    if (width.isGiven() && networks.stream().noneMatch(Network::scalable)) {
      throw new WrongUsage("--width is for VGG, which " + chosen + " does not have");
    }
    for (Network given : weights.keySet()) {
      if (!networks.contains(given)) {
        throw new WrongUsage("--from " + given + ": " + chosen + " runs " + networks);
      }
    }
    data.requireUsedByOneOf(networks);
    if (seeds.size() > 1 && !chosen.showsAllSeeds()) {
      throw new WrongUsage("--seeds: " + chosen + " shows the run of one seed");
    }
    if (chosen == Target.FIG3 && !weights.isEmpty() && !data.words().isEmpty()) {
      throw new WrongUsage(
          String.join(" ", data.words()) + ": weights from a file need no data in fig3");
    }
  }

  /** Title, command and what else decides the figures. */
  private List<String> heading(Target chosen, Engine engine) {
    List<String> command = new ArrayList<>(List.of("./alq reproduce " + chosen));
    command.add("--preset " + preset.name().toLowerCase(Locale.ROOT));
    width.factor(Network.VGG_SMALL).ifPresent(factor -> command.add("--width " + factor));
    command.addAll(data.words());
    command.add("--seeds " + seeds.stream().map(String::valueOf).collect(Collectors.joining(",")));
    weights.forEach((network, file) -> command.add("--from " + network + "=" + file.getFileName()));
    only.ifPresent(pattern -> command.add("--only '" + pattern + "'"));
    layer.ifPresent(name -> command.add("--layer " + name));
    List<String> lines = new ArrayList<>();
    lines.add("# " + chosen.title());
    lines.add("");
    lines.add("`" + String.join(" ", command) + "`");
    lines.add("");
    lines.add(
        String.format(
            Locale.ROOT,
            "On %s, Java %s, %s kernels, alq %s.",
            Processor.description(),
            Runtime.version(),
            engine.kernels().name(),
            Version.NUMBER));
    lines.add("");
    if (!data.words().isEmpty()) {
      lines.add("**Not on the paper's data**, see the command.");
      lines.add("");
    }
    return lines;
  }

  private static void print(Target chosen, Reproduced result, PrintWriter text) {
    text.println(chosen.title());
    text.println();
    result.markdown().forEach(text::println);
    text.println();
  }
}
