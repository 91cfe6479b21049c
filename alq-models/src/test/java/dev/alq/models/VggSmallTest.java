package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Augmentation;
import dev.alq.models.VggSmall.Row;
import dev.alq.multibit.Grouping;
import dev.alq.nn.Sequential;
import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.tensor.Shape;
import dev.alq.train.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VggSmallTest {

  @Test
  void hasThePapersWeights() {
    Sequential network = VggSmall.create(3);
    assertEquals(14_022_016, Networks.weightCount(network));
    Map<String, Shape> expected = new LinkedHashMap<>();
    expected.put("conv1.weight", Shape.of(128, 3, 3, 3));
    expected.put("conv2.weight", Shape.of(128, 3, 3, 128));
    expected.put("conv3.weight", Shape.of(256, 3, 3, 128));
    expected.put("conv4.weight", Shape.of(256, 3, 3, 256));
    expected.put("conv5.weight", Shape.of(512, 3, 3, 256));
    expected.put("conv6.weight", Shape.of(512, 3, 3, 512));
    expected.put("fc1.weight", Shape.of(1024, 8192));
    expected.put("fc2.weight", Shape.of(1024, 1024));
    expected.put("fc3.weight", Shape.of(10, 1024));
    assertEquals(expected, Networks.weightShapes(network));
  }

  @Test
  void shapesOfAllLayersAreThoseOfTheStructure() {
    Map<String, Shape> shapes =
        Networks.outputShapes(VggSmall.create(0.125, 3), Shape.of(2, 32, 32, 3));
    Map<String, Shape> expected = new LinkedHashMap<>();
    convolution(expected, 1, 32, 16);
    convolution(expected, 2, 16, 16);
    convolution(expected, 3, 16, 32);
    convolution(expected, 4, 8, 32);
    convolution(expected, 5, 8, 64);
    convolution(expected, 6, 4, 64);
    expected.put("flatten", Shape.of(2, 1024));
    for (int i = 1; i <= 2; i++) {
      expected.put("fc" + i, Shape.of(2, 128));
      expected.put("bn" + (i + 6), Shape.of(2, 128));
      expected.put("relu" + (i + 6), Shape.of(2, 128));
    }
    expected.put("fc3", Shape.of(2, 10));
    assertEquals(expected, shapes);
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(shapes.keySet()));
  }

  /** A convolution and what belongs to it; every second one has a pool, which halves the image. */
  private static void convolution(Map<String, Shape> shapes, int number, int pixels, int channels) {
    boolean pooled = number % 2 == 0;
    int before = pooled ? 2 * pixels : pixels;
    shapes.put("conv" + number, Shape.of(2, before, before, channels));
    if (pooled) {
      shapes.put("pool" + number / 2, Shape.of(2, pixels, pixels, channels));
    }
    shapes.put("bn" + number, Shape.of(2, pixels, pixels, channels));
    shapes.put("relu" + number, Shape.of(2, pixels, pixels, channels));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.1, 0.25, 1.0 / 3, 1, 1.5})
  void thePlanFitsEveryWidth(double width) {
    Networks.assertPlanCoversEveryWeight(VggSmall.plan(), VggSmall.create(width, 5));
  }

  @Test
  void groupsHaveThePapersSizes() {
    List<Integer> sizes = Networks.groupSizes(VggSmall.plan(), VggSmall.create(5));
    assertEquals(List.of(27, 128, 128, 256, 256, 512, 512, 512, 512), sizes);
    assertTrue(
        VggSmall.plan().layers().values().stream().allMatch(p -> p.sketch().maxBitwidth() == 8));
    assertEquals(
        new Grouping.Subchannelwise(16), Networks.plan(VggSmall.plan(), "fc1.weight").grouping());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 17, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesOtherWidths(double width) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> VggSmall.create(width, 1))
                .getMessage());
    assertTrue(message.contains(String.valueOf(width)), message);
  }

  @Test
  void weightsAreAFunctionOfTheSeed() {
    float[] first = VggSmall.create(0.1, 7).parameters().getFirst().value().data();
    assertArrayEquals(first, VggSmall.create(0.1, 7).parameters().getFirst().value().data());
    float[] other = VggSmall.create(0.1, 8).parameters().getFirst().value().data();
    assertTrue(first[0] != other[0], "seeds 7 and 8");
  }

  @ParameterizedTest
  @EnumSource
  void thePaperRecipePrunesByFortyPercentDownToTheRow(Row row) {
    Recipe recipe = VggSmall.paperRecipe(row);
    int prunings = row == Row.BITS_0_66 ? 5 : 6;
    double bits = row == Row.BITS_0_66 ? 0.66 : 0.4;
    List<Budget> budgets = Networks.budgets(recipe);
    assertEquals(prunings, budgets.size());
    for (Budget budget : budgets.subList(0, prunings - 1)) {
      assertEquals(new Budget.Ratio(0.4), budget);
    }
    assertEquals(new Budget.AverageBitwidth(bits), budgets.getLast());
    assertEquals(200, recipe.floatTraining().epochs());
    assertEquals(prunings * (1 + 10 + 20) + 30, recipe.quantization().epochs());
    assertEquals(new Phase.Sketching(), recipe.quantization().phases().getFirst());
    assertEquals(128, recipe.batchSize());
    assertEquals(5000, Math.round(50_000 * recipe.validationShare()));
  }

  @Test
  void floatTrainingDecaysByAFifthEveryThirtyEpochs() {
    Phase.Pretrain pretrain =
        (Phase.Pretrain) VggSmall.paperRecipe(Row.BITS_0_66).floatTraining().phases().getFirst();
    LearningRate rate = pretrain.learningRate();
    assertEquals(0.01, rate.at(29), 1e-12);
    assertEquals(0.002, rate.at(30), 1e-12);
    assertEquals(0.01 * Math.pow(0.2, 6), rate.at(199), 1e-15);
  }

  @ParameterizedTest
  @EnumSource
  void everyPresetEndsAtTheRowOnCroppedAndFlippedImages(Preset preset) {
    for (Row row : Row.values()) {
      Recipe recipe = VggSmall.recipe(preset, row);
      assertEquals(
          new Budget.AverageBitwidth(row.averageBitwidth()), Networks.budgets(recipe).getLast());
      assertEquals(Augmentation.Transforms.padCropFlip(4), recipe.augmentation());
    }
  }

  @Test
  void theQuickRowsShareTheirWay() {
    List<Phase> first = VggSmall.recipe(Preset.QUICK, Row.BITS_0_66).quantization().phases();
    List<Phase> second = VggSmall.recipe(Preset.QUICK, Row.BITS_0_40).quantization().phases();
    assertEquals(first, second.subList(0, first.size()));
  }

  @Test
  void theShortRecipeHasATenthOfTheEpochs() {
    Recipe recipe = VggSmall.recipe(Preset.SHORT, Row.BITS_0_66);
    assertEquals(200 / 10, recipe.floatTraining().epochs());
    assertEquals(
        VggSmall.recipe(Preset.QUICK, Row.BITS_0_66).floatTraining(), recipe.floatTraining());
    assertEquals(5 * (1 + 1 + 2) + 3, recipe.quantization().epochs());
  }

  @Test
  void otherClassesChangeTheLastLayerAlone() {
    Map<String, Shape> ten = Networks.weightShapes(VggSmall.create(0.25, 1));
    Map<String, Shape> seven = Networks.weightShapes(VggSmall.create(0.25, 7, 1));
    assertEquals(Shape.of(7, 256), seven.put("fc3.weight", Shape.of(10, 256)));
    assertEquals(ten, seven);
  }
}
