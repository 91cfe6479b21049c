package dev.alq.examples.command;

import dev.alq.examples.choice.Effort;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.RecordedJob;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which network is trained, and how. */
final class RecipeChoice {

  private @Nullable Preset preset;
  private @Nullable Path config;
  private @Nullable Double row;
  private @Nullable Network network;

  @Parameters(
      paramLabel = "NETWORK",
      arity = "0..1",
      description =
          "One of: ${COMPLETION-CANDIDATES}. May be left out where a run goes on, and by 'alq "
              + "recipe' with --config.")
  void network(Network name) {
    network = name;
  }

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "quick: the default, minutes for lenet5 and hours for the others; short: the paper's "
              + "phases in a fifth of its epochs, VGG's in a tenth; paper: the paper's epochs, "
              + "days for all but lenet5.")
  void preset(Preset name) {
    preset = name;
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Take the recipe from this file; 'alq recipe' prints one to begin with.")
  void config(Path file) {
    config = file;
  }

  @Option(
      names = "--row",
      paramLabel = "BITS",
      description =
          "Aim at the row of the paper's table that has so many bits per weight: 0.66 or 0.40 for "
              + "vgg-small, 2 or 1 for resnet18 and resnet34 (default: the first).")
  void row(double bits) {
    row = bits;
  }

  /** The network that was named, else the recorded one. */
  Network network(Optional<RecordedJob> recorded) {
    return network != null
        ? network
        : recorded
            .map(RecordedJob::network)
            .orElseThrow(() -> new WrongUsage("Missing required parameter: NETWORK"));
  }

  /**
   * Whether the recipe is one that comes with the network, which is then fitted to the data; one
   * from a file or of a run that goes on is taken as it is.
   */
  boolean isOfNetwork(Optional<RecordedJob> recorded) {
    return config == null && (isNamed() || recorded.isEmpty());
  }

  /** Whether it is one of the recipes that come with the network. */
  private boolean isNamed() {
    return preset != null || row != null;
  }

  /** Whether the recipe comes from a file. */
  boolean namesFile() {
    return config != null;
  }

  /** Whether a file names the recipe, and nothing the network. */
  boolean namesFileAlone() {
    return namesFile() && network == null;
  }

  /** The recipe in the file of --config. */
  Recipe recipeOfFile() throws IOException {
    if (isNamed()) {
      throw new WrongUsage("--config excludes --preset and --row");
    }
    return RecipeJson.read(Objects.requireNonNull(config));
  }

  /** The recipe that was chosen, else the recorded one, else the default of the network. */
  Recipe recipe(Effort effort, Network chosen, Optional<RecordedJob> recorded) throws IOException {
    if (config != null) {
      return recipeOfFile();
    }
    if (!isNamed() && recorded.isPresent()) {
      return recorded.get().recipe();
    }
    return effort.recipes().of(chosen, preset == null ? Preset.QUICK : preset, row(chosen));
  }

  /** The failure of a recipe that a network cannot be trained by. */
  static CommandFailure misfit(Recipe recipe, NetworkPlan network, IllegalArgumentException why) {
    return new CommandFailure(
        "the recipe " + recipe.name() + " does not fit " + network + ": " + why.getMessage());
  }

  private OptionalDouble row(Network chosen) {
    if (row == null) {
      return OptionalDouble.empty();
    }
    if (!chosen.rows().contains(row)) {
      throw new WrongUsage("--row " + row + ": the rows of " + chosen + " are " + chosen.rows());
    }
    return OptionalDouble.of(row);
  }
}
