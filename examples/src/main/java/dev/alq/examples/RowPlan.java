package dev.alq.examples;

import dev.alq.models.Recipe;
import java.util.Locale;
import java.util.OptionalDouble;

/** What has to be run for a row of one of the paper's tables. */
sealed interface RowPlan {

  /** A word for file names and tables, such as "alq-0.66-bit". */
  String label();

  /** The float network that all other rows begin with. */
  record FloatNetwork() implements RowPlan {
    @Override
    public String label() {
      return "float";
    }
  }

  /**
   * The float network, quantized.
   *
   * @param method how
   * @param bits I_W at the end; empty for the end of the network's recipe
   * @param activationBits I_A; 32 for float activations
   */
  record Quantized(MethodName method, OptionalDouble bits, int activationBits) implements RowPlan {

    /** With float activations. */
    Quantized(MethodName method, double bits) {
      this(method, OptionalDouble.of(bits), Float.SIZE);
    }

    @Override
    public String label() {
      return method
          + (bits.isPresent() ? "-" + bits.getAsDouble() + "-bit" : "")
          + (activationBits == Float.SIZE ? "" : "-activations-" + activationBits);
    }

    /**
     * The recipe of a network by this method.
     *
     * @param first the recipe of ALQ that ends with the first row of the network's table
     * @throws CommandFailure if the method needs a bitwidth and the recipe has none
     */
    Recipe recipe(Recipe first) {
      Recipe usual =
          bits.isEmpty() || bits.equals(first.finalBitwidth())
              ? first
              : first.endingAt(bits.getAsDouble());
      Recipe whole =
          activationBits == Float.SIZE ? usual : usual.withActivationBits(activationBits);
      if (method == MethodName.ALQ) {
        return whole;
      }
      double end =
          whole
              .finalBitwidth()
              .orElseThrow(() ->
                  new CommandFailure(
                      String.format(Locale.ROOT, "%s ends at no average bitwidth", whole.name())));
      return whole.with(method.at(end));
    }
  }
}
