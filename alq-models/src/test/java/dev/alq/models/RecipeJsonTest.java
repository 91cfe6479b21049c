package dev.alq.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeJsonTest {

  static Stream<Recipe> recipes() {
    return Stream.of(
        LeNet5.recipe(Preset.QUICK),
        LeNet5.recipe(Preset.SHORT),
        LeNet5.recipe(Preset.PAPER),
        LeNet5.quickstart(),
        VggSmall.paperRecipe(VggSmall.Row.BITS_0_66),
        ResNet.paperRecipe(ResNet.Depth.EIGHTEEN, ResNet.Row.BITS_2).fineTuned(50, 1e-4));
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsPrintedIsReadBack(Recipe recipe) throws IOException {
    String text = RecipeJson.print(recipe);
    Recipe again = RecipeJson.parse("test", text);
    assertEquals(recipe, again);
    assertEquals(text, RecipeJson.print(again));
  }

  @Test
  void thePrintedFormIsMeantForReaders() {
    String text = RecipeJson.print(LeNet5.recipe(Preset.QUICK));
    assertTrue(text.startsWith("{\n  \"name\": \"lenet5-quick\",\n  \"plan\": {\n"), text);
    assertTrue(text.contains("\"type\": \"average-bitwidth\",\n"), text);
    assertTrue(text.endsWith("}\n"), text);
  }

  @Test
  void namesNeedNoCare() throws IOException {
    Recipe quick = LeNet5.recipe(Preset.QUICK);
    Recipe odd =
        new Recipe(
            "a \"{[,:]}\" \\ ü\n",
            quick.plan(),
            quick.floatTraining(),
            quick.quantization(),
            1,
            quick.loss(),
            quick.augmentation(),
            0.5);
    assertEquals(odd, RecipeJson.parse("test", RecipeJson.print(odd)));
  }

  /** Each line: what is replaced in the quick recipe, by what, and what the message says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"batchSize\": 128 | \"batchSize\": 0 | recipe.json: batchSize must be at least 1",
        "\"batchSize\": 128 | \"batchSize\": 1.5 | batchSize: expected a whole number",
        "\"batchSize\": 128 | \"batchSize\": \"128\" | batchSize: expected a whole number",
        "\"batchSize\": 128 | \"batchSize\": 5000000000 | batchSize: 5000000000 is out of range",
        "\"batchSize\": 128 | \"batchsize\": 128 | batchSize: is missing",
        "\"batchSize\": 128 | \"batchSize\": 128, \"speed\": 3 | speed: unknown field",
        "\"batchSize\": 128 | \"batchSize\": 128, \"batchSize\": 3 | byte",
        "\"batchSize\": 128 | \"batchSize\": true | byte",
        "\"momentum\": 0.9 | \"momentum\": 1 | floatTraining.phases[0].method.options: momentum",
        "\"slices\": 2 | \"slices\": 0 | plan.layers.fc1.weight.grouping: slices",
        "\"kernelwise\" | \"diagonal\" | plan.layers.conv1.weight.grouping.type: expected one of",
        "\"cross-entropy\" | \"hinge\" | loss: expected one of [cross-entropy, squared-hinge]",
        "\"type\": \"sketching\" | \"kind\": \"sketching\" | phases[0].type: is missing",
        "\"bits\": 1.0 | \"bits\": -1 | quantization.phases[3].budget",
        "\"keepPerLayer\": 1 | \"keepPerLayer\": -1 | quantization.phases[1].selection",
      })
  void whatDoesNotFitIsRefusedWithItsField(String what, String by, String message) {
    String text = RecipeJson.print(LeNet5.recipe(Preset.QUICK));
    assertTrue(text.contains(what), what);
    String changed = text.replaceFirst(java.util.regex.Pattern.quote(what), by);
    var refusal =
        assertThrows(
            RecipeJson.RecipeException.class, () -> RecipeJson.parse("recipe.json", changed));
    String actual = String.valueOf(refusal.getMessage());
    assertTrue(actual.startsWith("recipe.json: ") && actual.contains(message), actual);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"''", "[]", "{", "{} {}", "null", "3"})
  void whatIsNoObjectIsRefused(String text) {
    assertThrows(RecipeJson.RecipeException.class, () -> RecipeJson.parse("test", text));
  }

  @Test
  void recipesAreReadFromFiles(@TempDir Path folder) throws IOException {
    Recipe quick = LeNet5.recipe(Preset.QUICK);
    Path file = Files.writeString(folder.resolve("r.json"), RecipeJson.print(quick));
    assertEquals(quick, RecipeJson.read(file));
    assertThrows(IOException.class, () -> RecipeJson.read(folder.resolve("none.json")));
  }
}
