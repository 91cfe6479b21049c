package dev.alq.examples.command;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.console.WrongUsage;
import dev.alq.models.Recipe;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** By which method, and down to what, a recipe quantizes. */
final class MethodOptions {

  private @Nullable MethodName method;
  private @Nullable Double bits;

  @Option(
      names = "--method",
      paramLabel = "NAME",
      description =
          "Quantize by this method, with the recipe's epochs and rates: ${COMPLETION-CANDIDATES} "
              + "(default: alq).")
  void method(MethodName name) {
    method = name;
  }

  @Option(
      names = "--bits",
      paramLabel = "B",
      description = "End at an average of B bits per weight (default: the recipe's end).")
  void bits(double averageBitwidth) {
    bits = averageBitwidth;
  }

  /** Whether a recipe is to be changed. */
  boolean areGiven() {
    return method != null || bits != null;
  }

  /**
   * Changes a recipe as asked for.
   *
   * @throws WrongUsage if that is impossible
   */
  Recipe apply(Recipe recipe) {
    try {
      Recipe ending = bits == null ? recipe : recipe.endingAt(bits);
      return method == null ? ending : method.insteadOfAlq(ending);
    } catch (IllegalArgumentException e) {
      throw new WrongUsage(String.valueOf(e.getMessage()));
    }
  }
}
