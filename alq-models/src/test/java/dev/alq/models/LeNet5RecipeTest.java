package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.dataset.Augmentation;
import dev.alq.step.Budget;
import dev.alq.train.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeNet5RecipeTest {

  @Test
  void thePaperRecipePrunesByFortyPercentDownToTheBytesOfTheRow() {
    Recipe recipe = LeNet5.recipe(Preset.PAPER);
    List<Budget> budgets = Networks.budgets(recipe);
    assertEquals(6, budgets.size());
    for (Budget budget : budgets.subList(0, 5)) {
      assertEquals(new Budget.Ratio(0.4), budget);
    }
    assertEquals(new Budget.Bytes(22_700), budgets.getLast());
    assertEquals(100, recipe.floatTraining().epochs());
    assertEquals(6 * (1 + 10 + 20) + 30, recipe.quantization().epochs());
    assertEquals(10_000, Math.round(60_000 * recipe.validationShare()));
    assertEquals(new Augmentation.Translate(2), recipe.augmentation());
  }

  @Test
  void theLastEpochsOfBasesDecayTwice() {
    List<Phase> phases = LeNet5.recipe(Preset.PAPER).quantization().phases();
    Phase.OptimizeBases last = (Phase.OptimizeBases) phases.getLast();
    assertEquals(1e-3, last.learningRate().at(9), 1e-12);
    assertEquals(1e-4, last.learningRate().at(10), 1e-12);
    assertEquals(1e-5, last.learningRate().at(29), 1e-12);
  }

  @Test
  void theShortRecipeHasAFifthOfTheEpochs() {
    Recipe recipe = LeNet5.recipe(Preset.SHORT);
    assertEquals(100 / 5, recipe.floatTraining().epochs());
    assertEquals(6 * (1 + 2 + 4) + 6, recipe.quantization().epochs());
  }
}
