package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.step.Budget;
import dev.alq.train.Phase;
import org.junit.jupiter.api.Test;

class LeNet5QuickstartTest {

  @Test
  void isShortAndEndsAtHalfABit() {
    Recipe recipe = LeNet5.quickstart();
    assertTrue(recipe.floatTraining().epochs() + recipe.quantization().epochs() <= 15);
    assertEquals(new Phase.Sketching(), recipe.quantization().phases().getFirst());
    assertEquals(new Budget.AverageBitwidth(0.5), Networks.budgets(recipe).getLast());
    assertEquals(LeNet5.plan(), recipe.plan());
  }
}
