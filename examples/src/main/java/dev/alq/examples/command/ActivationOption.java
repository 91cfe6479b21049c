package dev.alq.examples.command;

import dev.alq.examples.console.WrongUsage;
import dev.alq.models.Recipe;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Option;

/** How many bits activations get, for commands that make or show a recipe with quantization. */
final class ActivationOption {

  private static final Set<Integer> CHOICES = Set.of(1, 2, 4, 8, 32);

  private OptionalInt bits = OptionalInt.empty();

  @Option(
      names = "--activation-bits",
      paramLabel = "BITS",
      description =
          "Bits per activation: 1, 2, 4 or 8, reached in a phase at the end, or 32 for float "
              + "activations (default: as the recipe says).")
  void bits(int number) {
    if (!CHOICES.contains(number)) {
      throw new WrongUsage("--activation-bits must be 1, 2, 4, 8 or 32 but is " + number);
    }
    bits = OptionalInt.of(number);
  }

  /** The recipe with the bits that were asked for. */
  Recipe applyTo(Recipe recipe) {
    return bits.isPresent() ? recipe.withActivationBits(bits.getAsInt()) : recipe;
  }
}
