package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeCommandTest {

  @TempDir private Path folder;

  @Test
  void whatIsPrintedIsTheRecipeAndCanBeTaken() throws IOException {
    Attempt printed = Attempt.in(folder, "recipe", "lenet5");
    assertEquals(0, printed.exit(), printed.err());
    assertEquals(Attempt.RECIPE, RecipeJson.parse("stdout", printed.out()));
    assertEquals("", printed.err());
    Path file = folder.resolve("mine.json");
    Files.writeString(file, printed.out().replace("\"name\": \"tiny\"", "\"name\": \"mine\""));
    Attempt trained =
        Attempt.in(
            folder,
            "train",
            "lenet5",
            "--dataset",
            "synthetic",
            "--images",
            "60",
            "--config",
            file.toString(),
            "--json");
    assertEquals(0, trained.exit(), trained.err());
    assertEquals("mine", trained.json().get("recipe").asString());
  }

  @Test
  void aFileIsCheckedWithoutANetwork() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, RecipeJson.print(Attempt.RECIPE));
    Attempt printed = Attempt.in(folder, "recipe", "--config", file.toString());
    assertEquals(0, printed.exit(), printed.err());
    assertEquals(Files.readString(file), printed.out());
    Attempt nothing = Attempt.in(folder, "recipe");
    assertEquals(2, nothing.exit(), nothing.err());
  }

  @Test
  void aFileIsCheckedAgainstTheNetworkThatIsNamed() throws IOException {
    Path file = folder.resolve("mine.json");
    Files.writeString(file, RecipeJson.print(Attempt.RECIPE));
    Attempt own = Attempt.in(folder, "recipe", "lenet5", "--config", file.toString());
    assertEquals(0, own.exit(), own.err());
    Attempt other = Attempt.in(folder, "recipe", "resnet18", "--config", file.toString());
    assertEquals(1, other.exit(), other.err());
    assertTrue(other.err().startsWith("alq: the recipe tiny does not fit resnet18: "), other.err());
  }

  @Test
  void jsonIsOneLine() throws IOException {
    Attempt printed = Attempt.in(folder, "recipe", "lenet5", "--json");
    assertEquals(1, printed.out().lines().count());
    assertEquals(Attempt.RECIPE, RecipeJson.parse("stdout", printed.out()));
  }

  @Test
  void whatIsNoRecipeIsOneLine() throws IOException {
    Path file = folder.resolve("bad.json");
    String text = RecipeJson.print(Attempt.RECIPE);
    Files.writeString(file, text.replace("\"batchSize\": 40", "\"batchSize\": 0"));
    refused(file, "bad.json: batchSize must be at least 1");
    Files.writeString(file, text.substring(0, text.length() / 2));
    refused(file, "bad.json: byte ");
    refused(folder.resolve("none.json"), "none.json: no such file");
    Files.write(file, new byte[] {'{', (byte) 0xC3, '"'});
    refused(file, "bad.json: is no text in UTF-8");
    refused(folder, ": is a folder");
  }

  @Test
  void whatARecipeOfAnotherNetworkLeavesFloatIsSaid() throws IOException {
    Path file = folder.resolve("fewer.json");
    Recipe fewer = Attempt.RECIPE.withPlan(Attempt.RECIPE.plan().without("conv1.weight"));
    Files.writeString(file, RecipeJson.print(fewer));
    Attempt attempt =
        Attempt.in(
            folder, "quantize", "lenet5", "--config", file.toString(), "--dataset", "synthetic");
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.err().contains("leaves these weights float: conv1.weight"), attempt.err());
  }

  private void refused(Path file, String says) {
    for (String command : new String[] {"recipe", "train", "quantize"}) {
      Attempt attempt = Attempt.in(folder, command, "lenet5", "--config", file.toString());
      assertEquals(1, attempt.exit(), attempt.err());
      assertEquals(1, attempt.err().lines().count(), attempt.err());
      assertTrue(attempt.err().contains(says), attempt.err());
    }
  }
}
