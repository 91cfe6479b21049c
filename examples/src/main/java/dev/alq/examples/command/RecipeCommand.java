package dev.alq.examples.command;

import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alq recipe}: a recipe as a file to edit. */
@Command(
    name = "recipe",
    description = {
      "Print how a network is trained and quantized, as JSON that --config reads.",
      "It holds phases, budgets, learning rates, groupings and augmentation.",
      "With --config the file is checked, against the network if one is named, and printed in",
      "the same form.",
    })
public final class RecipeCommand implements Callable<Integer> {

  /** A plan does not depend on their number. */
  private static final int CLASSES = 10;

  private final Surroundings surroundings;
  @Mixin private final RecipeChoice choice = new RecipeChoice();
  @Mixin private final ActivationOption activations = new ActivationOption();
  @Mixin private final CommonOptions common = new CommonOptions();

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public RecipeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What a file holds is checked whether or not a network is named. */
  private Recipe chosen() throws IOException {
    if (choice.namesFileAlone()) {
      return choice.recipeOfFile();
    }
    Network network = choice.network(Optional.empty());
    Recipe recipe = choice.recipe(surroundings.effort(), network, Optional.empty());
    NetworkPlan plan = NetworkPlan.of(network);
    try {
      recipe.plan().weightsOf(plan.create(CLASSES, 0));
    } catch (IllegalArgumentException e) {
      throw RecipeChoice.misfit(recipe, plan, e);
    }
    return recipe;
  }

  @Override
  public Integer call() throws IOException {
    Recipe recipe = activations.applyTo(chosen());
    PrintWriter out = surroundings.out();
    if (common.json()) {
      out.println(RecipeJson.line(recipe));
    } else {
      out.print(RecipeJson.print(recipe));
    }
    out.flush();
    return 0;
  }
}
