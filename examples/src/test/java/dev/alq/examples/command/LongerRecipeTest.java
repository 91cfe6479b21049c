package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.optim.LearningRate;
import dev.alq.step.Budget;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on, once they have ended or were stopped, by a recipe that goes further. */
class LongerRecipeTest {

  private static final String FILE = "lenet5.alq";

  @TempDir private Path folder;
  private Path run = Path.of("");
  private Path longer = Path.of("");

  @BeforeEach
  void writeTheLongerRecipe() throws IOException {
    run = folder.resolve("run");
    longer = folder.resolve("longer.json");
    List<Phase> phases = new ArrayList<>(Attempt.RECIPE.quantization().phases());
    phases.add(Phase.Prune.to(new Budget.AverageBitwidth(0.5)));
    phases.add(new Phase.OptimizeBases(1, new LearningRate.Constant(1e-3)));
    Files.writeString(longer, RecipeJson.print(recipe(phases)));
  }

  private static Recipe recipe(List<Phase> quantization) {
    Recipe shorter = Attempt.RECIPE;
    return new Recipe(
        "tiny-and-further",
        shorter.plan(),
        shorter.floatTraining(),
        new Schedule(quantization),
        shorter.batchSize(),
        shorter.loss(),
        shorter.augmentation(),
        shorter.validationShare());
  }

  private static String[] quantize(Path place, String... options) {
    return Stream.concat(
            Stream.of("quantize", "lenet5", "--dataset", "synthetic", "--run", place.toString()),
            Stream.of(options))
        .toArray(String[]::new);
  }

  private static Attempt succeeded(Attempt attempt) {
    assertEquals(0, attempt.exit(), attempt.err());
    return attempt;
  }

  @Test
  void endedAndStoppedRunsGoOnToTheBytesOfTheLongerRecipe() throws IOException {
    Path whole = folder.resolve("whole");
    Attempt expected =
        succeeded(Attempt.in(folder, quantize(whole, "--config", longer.toString(), "--json")));
    for (String at : List.of("never", "1/4 float", "3/4 pruning")) {
      run = folder.resolve("run until " + at.charAt(0));
      assertEquals(
          at.equals("never") ? 0 : 1, Attempt.interrupted(folder, at, quantize(run)).exit());
      Attempt further =
          succeeded(
              Attempt.in(
                  folder, quantize(run, "--resume", "--config", longer.toString(), "--json")));
      for (String file : List.of(FILE, "float.alq", "metrics.csv", "recipe.json")) {
        assertArrayEquals(
            Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(run.resolve(file)), file);
      }
      for (String figure : List.of("floatTestTop1", "packedTestTop1", "floatFileBytes")) {
        assertEquals(expected.json().get(figure), further.json().get(figure), figure);
      }
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgainAndTheFirstResultIsKept() throws IOException {
    succeeded(Attempt.in(folder, quantize(run)));
    String recipe = Files.readString(run.resolve("recipe.json"));
    byte[] model = Files.readAllBytes(run.resolve(FILE));
    Attempt further =
        succeeded(Attempt.in(folder, quantize(run, "--resume", "--config", longer.toString())));
    assertTrue(further.err().contains("5/6 pruning"), further.err());
    assertFalse(further.err().contains("4/6"), further.err());
    assertEquals(recipe, Files.readString(run.resolve("recipe-1.json")));
    assertEquals(Files.readString(longer), Files.readString(run.resolve("recipe.json")));
    assertArrayEquals(model, Files.readAllBytes(run.resolve("lenet5-1.alq")));
    String log = Files.readString(run.resolve("log.txt"));
    assertTrue(log.contains("goes on by another recipe; the one before is recipe-1.json"), log);
    byte[] second = Files.readAllBytes(run.resolve(FILE));
    Attempt again = succeeded(Attempt.in(folder, quantize(run, "--resume")));
    assertTrue(again.err().contains("All phases have been run"), again.err());
    assertArrayEquals(second, Files.readAllBytes(run.resolve(FILE)));
  }

  @Test
  void aRecipeThatBeginsOtherwiseIsRefusedWithItsPhase() throws IOException {
    succeeded(Attempt.in(folder, quantize(run)));
    List<Phase> phases = new ArrayList<>(Attempt.RECIPE.quantization().phases());
    phases.set(2, new Phase.OptimizeBases(2, new LearningRate.Constant(1e-3)));
    Files.writeString(longer, RecipeJson.print(recipe(phases)));
    String recipe = Files.readString(run.resolve("recipe.json"));
    Attempt refused = Attempt.in(folder, quantize(run, "--resume", "--config", longer.toString()));
    assertEquals(1, refused.exit());
    String last = refused.err().lines().toList().getLast();
    assertTrue(last.contains("phase 4 of the recipe is OptimizeBases[epochs=2"), last);
    assertTrue(last.contains("that of the run was OptimizeBases[epochs=1"), last);
    assertEquals(recipe, Files.readString(run.resolve("recipe.json")));
    assertFalse(Files.exists(run.resolve("recipe-1.json")));
    assertTrue(Files.exists(run.resolve(FILE)));
    succeeded(Attempt.in(folder, quantize(run, "--resume")));
  }
}
