package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.activation.Reference;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.Sketch;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough.Projection;
import dev.alq.train.LayerPlan;
import dev.alq.train.Phase;
import dev.alq.train.QuantizationMethod;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.Schedule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecipeTest {

  private static List<Budget> budgets(Recipe recipe) {
    return recipe.quantization().phases().stream()
        .filter(Phase.Prune.class::isInstance)
        .map(phase -> ((Phase.Prune) phase).budget())
        .toList();
  }

  private static Recipe pruning(Budget... budgets) {
    Recipe quick = LeNet5.recipe(Preset.QUICK);
    List<Phase> phases = Stream.of(budgets).<Phase>map(Phase.Prune::to).toList();
    return new Recipe(
        "pruning",
        quick.plan(),
        quick.floatTraining(),
        new Schedule(phases),
        quick.batchSize(),
        quick.loss(),
        quick.augmentation(),
        quick.validationShare());
  }

  @Test
  void anotherEndKeepsProportionsAndEpochs() {
    Recipe recipe = pruning(new Budget.AverageBitwidth(2), new Budget.AverageBitwidth(0.5));
    Recipe other = recipe.endingAt(0.75);
    assertEquals(
        List.of(new Budget.AverageBitwidth(3), new Budget.AverageBitwidth(0.75)), budgets(other));
    assertEquals(OptionalDouble.of(0.75), other.finalBitwidth());
    assertEquals(recipe.quantization().epochs(), other.quantization().epochs());
    assertEquals("pruning-0.75-bit", other.name());
    assertEquals(OptionalDouble.of(1), LeNet5.recipe(Preset.QUICK).endingAt(1).finalBitwidth());
  }

  private static List<Budget> bitwidths(double... bits) {
    return DoubleStream.of(bits).<Budget>mapToObj(Budget.AverageBitwidth::new).toList();
  }

  private static List<Recipe> all() {
    List<Recipe> all = new ArrayList<>();
    for (Preset preset : Preset.values()) {
      all.add(LeNet5.recipe(preset));
      for (VggSmall.Row row : VggSmall.Row.values()) {
        all.add(VggSmall.recipe(preset, row));
      }
      for (ResNet.Row row : ResNet.Row.values()) {
        all.add(ResNet.recipe(preset, ResNet.Depth.EIGHTEEN, row));
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void straightThroughStepsTakeThePlaceOfAllBasisSteps(Phase.FloatCopy copy) {
    for (Recipe recipe : all()) {
      Recipe other = recipe.with(new QuantizationMethod.AdaptiveStraightThrough(copy));
      assertEquals(recipe.quantization().epochs(), other.quantization().epochs());
      assertFalse(
          other.quantization().phases().stream().anyMatch(Phase.OptimizeBases.class::isInstance));
    }
  }

  /** Shares would lead wherever they lead, and the last pruning would find nothing to remove. */
  @Test
  void sharesAlongTheWayBecomeTheBitwidthsThatTheyLeadFrom() {
    Recipe recipe = pruning(new Budget.Ratio(0.2), new Budget.Ratio(0.5), new Budget.Ratio(0.75));
    assertEquals(OptionalDouble.empty(), recipe.finalBitwidth());
    assertEquals(bitwidths(4, 2, 0.5), budgets(recipe.endingAt(0.5)));
    assertEquals(bitwidths(6, 6, 3), budgets(recipe.endingAt(3)), "I_max is 6");
    Recipe toBytes = pruning(new Budget.Ratio(0.2), new Budget.Ratio(0.5), new Budget.Bytes(9));
    assertEquals(bitwidths(4, 2, 1), budgets(toBytes.endingAt(1)));
  }

  @Test
  void theEndThatARecipeHasChangesNoPhase() {
    Recipe rounds = VggSmall.recipe(Preset.SHORT, VggSmall.Row.BITS_0_66);
    assertEquals(rounds.quantization(), rounds.endingAt(0.66).quantization());
  }

  @Test
  void bitwidthsAlongTheWayAreNeverBelowTheEnd() {
    Recipe toBytes = pruning(new Budget.AverageBitwidth(2), new Budget.Bytes(9));
    assertEquals(bitwidths(2, 1), budgets(toBytes.endingAt(1)));
    assertEquals(bitwidths(3, 3), budgets(toBytes.endingAt(3)));
    for (Recipe recipe : all()) {
      for (double bits : new double[] {0.3, 1, 2, 6}) {
        List<Budget> budgets = budgets(recipe.endingAt(bits));
        if (recipe.finalBitwidth().equals(OptionalDouble.of(bits))) {
          continue;
        }
        double before = recipe.plan().maxBitwidth();
        for (Budget budget : budgets) {
          double here = assertInstanceOf(Budget.AverageBitwidth.class, budget).bits();
          assertTrue(here >= bits && here <= before, recipe.name() + ": " + budgets);
          before = here;
        }
        assertEquals(bits, before);
      }
    }
  }

  @Test
  void whereAmountsAlongTheWayLeadIsNotKnown() {
    for (Budget amount : List.of(new Budget.Bytes(9), new Budget.Coordinates(9))) {
      Recipe mixed = pruning(amount, new Budget.AverageBitwidth(0.5));
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> mixed.endingAt(1));
      assertEquals(
          "pruning cannot be given another end: on its way it prunes to " + amount,
          refusal.getMessage());
    }
  }

  @Test
  void noEndWithoutPruning() {
    Recipe quick = LeNet5.recipe(Preset.QUICK);
    assertThrows(IllegalArgumentException.class, () -> quick.endingAt(0));
    assertThrows(IllegalArgumentException.class, () -> quick.endingAt(Double.NaN));
    int most = quick.plan().maxBitwidth();
    assertEquals(OptionalDouble.of(most), quick.endingAt(most).finalBitwidth());
    assertThrows(IllegalArgumentException.class, () -> quick.endingAt(Math.nextUp((double) most)));
    Recipe uniform = quick.with(new QuantizationMethod.UniformBitwidth(1));
    assertThrows(IllegalArgumentException.class, () -> uniform.endingAt(1));
  }

  @Test
  void recipesOfOtherMethodsArePrintedAndReadBack() throws IOException {
    List<QuantizationMethod> methods =
        List.of(
            new QuantizationMethod.UniformBitwidth(0.4),
            new QuantizationMethod.UniformStraightThrough(1, Projection.FIXED_COORDINATES),
            new QuantizationMethod.AdaptiveStraightThrough(Phase.FloatCopy.KEPT));
    for (QuantizationMethod method : methods) {
      Recipe recipe = LeNet5.recipe(Preset.QUICK).with(method);
      assertEquals("lenet5-quick-" + method.label(), recipe.name());
      assertEquals(recipe, RecipeJson.parse("test", RecipeJson.print(recipe)));
    }
  }

  @Test
  void layersOfAPlanAreLeftOutAndReplaced() {
    QuantizationPlan plan = LeNet5.plan();
    assertEquals(
        Set.of("conv2.weight", "fc1.weight"),
        plan.without("conv1.weight", "fc2.weight").layers().keySet());
    assertThrows(IllegalArgumentException.class, () -> plan.without("conv9.weight"));
    LayerPlan other = new LayerPlan(new Grouping.Channelwise(), new Sketch(3, 1e-3));
    QuantizationPlan changed = plan.with("fc1.weight", other);
    assertEquals(other, changed.layers().get("fc1.weight"));
    assertEquals(4, changed.weightsOf(LeNet5.create(1)).size());
  }

  /** The reference and what the recipe does for its activations are the user's. */
  @Test
  void activationsThatAreQuantizedChangeTheirBitsAlone() {
    Recipe tied = LeNet5.recipe(Preset.QUICK).withActivationBits(2);
    Recipe free =
        new Recipe(
            tied.name(),
            tied.plan(),
            new ActivationPlan.Quantized(2, Reference.FREE),
            tied.floatTraining(),
            tied.quantization(),
            tied.batchSize(),
            tied.loss(),
            tied.augmentation(),
            tied.validationShare());
    Recipe four = free.withActivationBits(4);
    assertEquals(new ActivationPlan.Quantized(4, Reference.FREE), four.activations());
    assertEquals(free.quantization(), four.quantization());
    assertEquals(tied.name() + "-a4", four.name());
    Recipe none = free.withActivationBits(32);
    assertEquals(LeNet5.recipe(Preset.QUICK).quantization(), none.quantization());
  }

  @Test
  void anotherPlanChangesNothingElse() {
    Recipe recipe = LeNet5.recipe(Preset.QUICK).withActivationBits(2);
    QuantizationPlan fewer = recipe.plan().without("conv1.weight");
    Recipe other = recipe.withPlan(fewer);
    assertEquals(fewer, other.plan());
    assertEquals(recipe, other.withPlan(recipe.plan()));
  }
}
