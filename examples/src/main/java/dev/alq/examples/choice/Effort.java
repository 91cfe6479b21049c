package dev.alq.examples.choice;

import dev.alq.models.LeNet5;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import java.util.OptionalDouble;

/**
 * How much work the commands do: recipes, and sizes of the data that is drawn. Tests take less.
 *
 * @param recipes where recipes come from
 * @param quickstart the recipe of the first look
 * @param quickstartImages training images of the first look, validation included
 * @param drawnTrain synthetic digits to learn from
 * @param drawnTest synthetic digits to report on
 */
public record Effort(
    Recipes recipes, Recipe quickstart, int quickstartImages, int drawnTrain, int drawnTest) {

  /** The recipes that come with networks. */
  public interface Recipes {
    /**
     * A recipe.
     *
     * @param network for what
     * @param preset how much effort to take
     * @param row one of the network's {@link Network#rows()}, or the first
     * @return the recipe
     */
    Recipe of(Network network, Preset preset, OptionalDouble row);
  }

  /**
   * What users get.
   *
   * @return the recipes of the networks, and enough data for them
   */
  public static Effort standard() {
    return new Effort(Network::recipe, LeNet5.quickstart(), 12_000, 20_000, 5_000);
  }
}
