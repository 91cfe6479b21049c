package dev.alq.models;

import dev.alq.step.Budget;
import java.util.OptionalDouble;

/**
 * Changes the budgets of a recipe's prunings, from the last one to the first, so that the recipe
 * ends at another average bitwidth.
 */
final class BudgetsToAnotherEnd {

  private final String recipe;
  private final double factor;
  private final double end;
  private final double most;

  /** Where the pruning behind begins: nowhere at first, since the last one has none behind it. */
  private OptionalDouble next = OptionalDouble.empty();

  /** What the pruning behind removes, if that is a share. */
  private OptionalDouble nextShare = OptionalDouble.empty();

  /**
   * Begins behind the last pruning.
   *
   * @param recipe its name, for messages
   * @param formerEnd the average bitwidth that it ends with now; empty if that is not known
   * @param end the average bitwidth that it is to end with
   * @param most the largest I_max of its plan
   */
  BudgetsToAnotherEnd(String recipe, OptionalDouble formerEnd, double end, double most) {
    this.recipe = recipe;
    this.factor = end / formerEnd.orElse(end);
    this.end = end;
    this.most = most;
  }

  /**
   * Goes on to the pruning before.
   *
   * @param budget what it has now
   * @return what it is to have
   * @throws IllegalArgumentException if it is not the last, and a number of bytes or coordinates
   */
  Budget.AverageBitwidth before(Budget budget) {
    double bits = next.isEmpty() ? end : Math.clamp(wished(budget), next.getAsDouble(), most);
    next = OptionalDouble.of(bits);
    nextShare =
        budget instanceof Budget.Ratio(double pruned)
            ? OptionalDouble.of(pruned)
            : OptionalDouble.empty();
    return new Budget.AverageBitwidth(bits);
  }

  private double wished(Budget budget) {
    return switch (budget) {
      case Budget.AverageBitwidth(double bits) -> bits * factor;
      case Budget.Ratio(double pruned) -> next.orElse(end) / (1 - nextShare.orElse(pruned));
      case Budget.Bytes _, Budget.Coordinates _ ->
          throw new IllegalArgumentException(
              recipe + " cannot be given another end: on its way it prunes to " + budget);
    };
  }
}
