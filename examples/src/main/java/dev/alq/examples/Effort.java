package dev.alq.examples;

import dev.alq.models.LeNet5;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import java.util.function.BiFunction;

/**
 * How much work the commands do: recipes, and sizes of the data that is drawn. Tests take less.
 *
 * @param recipes the recipe of a network and a preset
 * @param quickstart the recipe of the first look
 * @param quickstartImages training images of the first look, validation included
 * @param drawnTrain synthetic digits to learn from
 * @param drawnTest synthetic digits to report on
 */
record Effort(
    BiFunction<Network, Preset, Recipe> recipes,
    Recipe quickstart,
    int quickstartImages,
    int drawnTrain,
    int drawnTest) {

  /** What users get. */
  static Effort standard() {
    return new Effort(Network::recipe, LeNet5.quickstart(), 12_000, 20_000, 5_000);
  }
}
