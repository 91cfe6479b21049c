package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Augmentation;
import dev.alq.models.ResNet.Depth;
import dev.alq.models.ResNet.Row;
import dev.alq.nn.Sequential;
import dev.alq.step.Budget;
import dev.alq.step.StraightThrough;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.train.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ResNetTest {

  private static final long SEED = 11;
  private static final Sequential RESNET18 = ResNet.resnet18(1000, SEED);

  @Test
  void eighteenHasTheWeightsOfTorchvision() {
    assertEquals(11_678_912, Networks.weightCount(RESNET18));
    assertEquals(11_689_512, Networks.parameterCount(RESNET18));
    assertEquals(shapes(2, 2, 2, 2), Networks.weightShapes(RESNET18));
  }

  @Test
  void thirtyFourHasTheWeightsOfTorchvision() {
    Sequential network = ResNet.resnet34(1000, SEED);
    assertEquals(21_779_648, Networks.weightCount(network));
    assertEquals(21_797_672, Networks.parameterCount(network));
    assertEquals(shapes(3, 4, 6, 3), Networks.weightShapes(network));
    Networks.assertPlanCoversEveryWeight(ResNet.plan(Depth.THIRTY_FOUR), network);
  }

  private static Map<String, Shape> shapes(int... blocks) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    shapes.put("conv1.weight", Shape.of(64, 7, 7, 3));
    int inputs = 64;
    for (int stage = 1; stage <= 4; stage++) {
      int outputs = 32 << stage;
      for (int i = 0; i < blocks[stage - 1]; i++) {
        String name = "layer" + stage + "." + i + ".";
        shapes.put(name + "conv1.weight", Shape.of(outputs, 3, 3, inputs));
        shapes.put(name + "conv2.weight", Shape.of(outputs, 3, 3, outputs));
        if (inputs != outputs) {
          shapes.put(name + "downsample.0.weight", Shape.of(outputs, 1, 1, inputs));
        }
        inputs = outputs;
      }
    }
    shapes.put("fc.weight", Shape.of(1000, 512));
    return shapes;
  }

  @Test
  void stateHasTheNamesOfTorchvision() {
    List<String> block = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      block.add("conv" + i + ".weight");
      for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
        block.add("bn" + i + "." + part);
      }
    }
    assertTrue(RESNET18.state().containsKey("bn1.running_var"));
    assertTrue(RESNET18.state().containsKey("layer3.0.downsample.1.running_mean"));
    assertTrue(RESNET18.state().containsKey("fc.bias"));
    for (String name : List.of("layer1.0.", "layer1.1.", "layer2.0.", "layer4.1.")) {
      block.forEach(part -> assertTrue(RESNET18.state().containsKey(name + part), name + part));
    }
    assertEquals(62 + 2 * 20, RESNET18.state().size());
  }

  @Test
  void shapesOfAllLayersAreThoseOfTorchvision() {
    Map<String, Shape> expected = new LinkedHashMap<>();
    expected.put("conv1", Shape.of(1, 32, 32, 64));
    expected.put("bn1", Shape.of(1, 32, 32, 64));
    expected.put("relu", Shape.of(1, 32, 32, 64));
    expected.put("maxpool", Shape.of(1, 16, 16, 64));
    for (int stage = 1; stage <= 4; stage++) {
      Shape shape = Shape.of(1, 32 >> stage, 32 >> stage, 32 << stage);
      for (int i = 0; i < 2; i++) {
        String name = "layer" + stage + "." + i;
        expected.put(name, shape);
        expected.put(name + ".relu", shape);
      }
    }
    expected.put("avgpool", Shape.of(1, 512));
    expected.put("fc", Shape.of(1, 1000));
    assertEquals(expected, Networks.outputShapes(RESNET18, Shape.of(1, 64, 64, 3)));
  }

  @Test
  void convolutionsBeginNormalWithVarianceTwoOverFanOut() {
    Map<String, Tensor> state = RESNET18.state();
    assertNormal(state, "conv1.weight", 64 * 7 * 7);
    assertNormal(state, "layer2.0.downsample.0.weight", 128);
    assertNormal(state, "layer4.1.conv2.weight", 512 * 3 * 3);
  }

  /** Moments of n samples: the mean is off by σ/√n, the mean square by σ²·√(2/n). */
  private static void assertNormal(Map<String, Tensor> state, String name, int fanOut) {
    Tensor weights = state.getOrDefault(name, Tensor.zeros(Shape.of()));
    int n = weights.size();
    double sum = 0;
    double squares = 0;
    int within = 0;
    double variance = 2.0 / fanOut;
    for (float w : weights.data()) {
      sum += w;
      squares += (double) w * w;
      within += w * w < variance ? 1 : 0;
    }
    String what = name + ", seed " + SEED;
    assertEquals(0, sum / n, 5 * Math.sqrt(variance / n), what);
    assertEquals(variance, squares / n, 5 * variance * Math.sqrt(2.0 / n), what);
    assertEquals(0.682689, (double) within / n, 5 * 0.47 / Math.sqrt(n), what);
  }

  @Test
  void thePlanIsThePapers() {
    Networks.assertPlanCoversEveryWeight(ResNet.plan(Depth.EIGHTEEN), RESNET18);
    List<Integer> expected = new ArrayList<>(List.of(147, 64, 64, 64, 64));
    for (int channels : new int[] {64, 128, 256}) {
      int doubled = 2 * channels;
      expected.addAll(List.of(channels, doubled, channels, doubled, doubled));
    }
    expected.add(256);
    assertEquals(expected, Networks.groupSizes(ResNet.plan(Depth.EIGHTEEN), RESNET18));
  }

  @ParameterizedTest
  @EnumSource
  void thePaperRecipePrunesByFifteenPercentDownToTheRow(Row row) {
    int prunings = row == Row.BITS_2 ? 5 : 9;
    double bits = row == Row.BITS_2 ? 2 : 1;
    Recipe recipe = ResNet.paperRecipe(Depth.THIRTY_FOUR, row);
    List<Budget> budgets = Networks.budgets(recipe);
    assertEquals(1 + prunings, budgets.size());
    double begin = bits / Math.pow(0.85, prunings);
    assertEquals(begin, ((Budget.AverageBitwidth) budgets.getFirst()).bits(), 1e-12);
    for (Budget budget : budgets.subList(1, prunings)) {
      assertEquals(new Budget.Ratio(0.15), budget);
    }
    assertEquals(new Budget.AverageBitwidth(bits), budgets.getLast());
    assertEquals((1 + prunings) * (1 + 5 + 10) + 30, recipe.quantization().epochs());
    assertEquals(256, recipe.batchSize());
  }

  @Test
  void theTailIsFiftyEpochsOfStraightThrough() {
    Recipe bases = ResNet.paperRecipe(Depth.EIGHTEEN, Row.BITS_1);
    Recipe tail = bases.fineTuned(50, 1e-4);
    assertEquals(bases.quantization().epochs() + 50, tail.quantization().epochs());
    Phase.FineTune last = (Phase.FineTune) tail.quantization().phases().getLast();
    assertEquals(StraightThrough.Projection.LOSS_AWARE, last.projection());
    assertEquals(1e-4 * 0.95, last.learningRate().at(1), 1e-12);
    Phase.FineTune shorter =
        (Phase.FineTune) bases.fineTuned(10, 1e-3).quantization().phases().getLast();
    assertEquals(1e-3, shorter.learningRate().at(0));
    assertEquals(10 * last.learningRate().at(45), shorter.learningRate().at(9), 1e-12);
    assertEquals("resnet18-paper-1.0-bit-fine-tuned", tail.name());
  }

  @ParameterizedTest
  @EnumSource
  void everyPresetEndsAtTheRowOnCropsOfRandomSize(Preset preset) {
    for (Row row : Row.values()) {
      Recipe recipe = ResNet.recipe(preset, Depth.EIGHTEEN, row);
      assertEquals(
          new Budget.AverageBitwidth(row.averageBitwidth()), Networks.budgets(recipe).getLast());
      assertEquals(Augmentation.Transforms.resizedCropFlip(224), recipe.augmentation());
    }
  }

  @Test
  void theShortRecipeHasAFifthOfTheEpochs() {
    Recipe recipe = ResNet.recipe(Preset.SHORT, Depth.THIRTY_FOUR, Row.BITS_1);
    assertEquals(90 / 5, recipe.floatTraining().epochs());
    assertEquals((1 + 9) * (1 + 1 + 2) + 6, recipe.quantization().epochs());
  }
}
