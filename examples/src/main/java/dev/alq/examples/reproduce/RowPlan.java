package dev.alq.examples.reproduce;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.console.CommandFailure;
import dev.alq.models.Recipe;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import java.util.ArrayList;
import java.util.List;
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
     * @param alq the recipe of ALQ that ends there, or at the first row of the network's table
     * @throws CommandFailure if the method needs a bitwidth and the recipe has none
     */
    Recipe recipe(Recipe alq) {
      Recipe usual =
          bits.isEmpty() || bits.equals(alq.finalBitwidth())
              ? alq
              : alq.endingAt(bits.getAsDouble());
      Recipe whole =
          activationBits == Float.SIZE ? usual : usual.withActivationBits(activationBits);
      return method.insteadOfAlq(whole);
    }
  }

  /**
   * A quantized network that is pruned once more: the run goes on with the phases from its last
   * pruning on, to another end.
   *
   * @param start what it goes on from
   * @param bits I_W at the end
   */
  record Continued(Quantized start, double bits) implements RowPlan {
    @Override
    public String label() {
      return start.label() + "-to-" + bits + "-bit";
    }

    /**
     * The whole recipe.
     *
     * @param first the recipe of what it goes on from
     * @throws IllegalArgumentException if that prunes nothing
     */
    Recipe recipe(Recipe first) {
      List<Phase> phases = new ArrayList<>(first.quantization().phases());
      List<Phase> further = first.endingAt(bits).quantization().phases();
      phases.addAll(further.subList(lastPruning(further), further.size()));
      return first.withQuantization("-to-" + bits + "-bit", new Schedule(phases));
    }

    private static int lastPruning(List<Phase> phases) {
      int last = phases.size() - 1;
      while (!(phases.get(last) instanceof Phase.Prune)) {
        last--;
      }
      return last;
    }
  }

  /**
   * A quantized network with the paper's tail behind it.
   *
   * @param start what it goes on from
   * @param learningRate the rate that the tail begins with
   */
  record FineTuned(Quantized start, double learningRate) implements RowPlan {
    @Override
    public String label() {
      return start.label() + "-fine-tuned";
    }

    /** The whole recipe. */
    Recipe recipe(Recipe first, int epochs) {
      return first.fineTuned(epochs, learningRate);
    }
  }
}
