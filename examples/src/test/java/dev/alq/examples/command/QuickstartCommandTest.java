package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartCommandTest {

  @TempDir private Path folder;

  @Test
  void drawsDigitsWhereThereIsNoDataAndItsNextStepsWork() {
    Attempt attempt = Attempt.in(folder, "quickstart");
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.err().contains("the digits are drawn"), attempt.err());
    assertTrue(attempt.out().contains("LeNet-5 on synthetic digits"), attempt.out());
    assertTrue(attempt.out().contains("network's class on 60 of 60 test images"), attempt.out());
    for (String command : new String[] {"inspect", "eval", "predict"}) {
      String line =
          attempt
              .out()
              .lines()
              .filter(text -> text.startsWith("  ./alq " + command))
              .findFirst()
              .orElseThrow();
      Attempt next = Attempt.in(folder, line.strip().substring("./alq ".length()).split(" "));
      assertEquals(0, next.exit(), () -> line + ": " + next.err());
    }
  }

  @Test
  void takesMnistWhereItIsAndReplacesItsOwnFiles() throws IOException {
    Attempt.writeMnist(folder);
    Map<String, String> variables = Map.of("ALQ_DATA", folder.toString());
    assertEquals(0, Attempt.in(folder, variables, Attempt.RECIPE, "quickstart").exit());
    Attempt attempt = Attempt.in(folder, variables, Attempt.RECIPE, "quickstart", "--json");
    assertEquals(0, attempt.exit(), attempt.err());
    assertEquals("mnist", attempt.json().get("data").asString());
    assertEquals(
        Files.size(folder.resolve("quickstart.alq")), attempt.json().get("fileBytes").asLong());
    assertTrue(attempt.err().contains("What to try next"), attempt.err());
    assertTrue(Files.isRegularFile(folder.resolve("quickstart.png")));
  }

  @Test
  void writesOnlyTheFileThatIsNamed() throws IOException {
    Path out = folder.resolve("mine.alq");
    Attempt attempt = Attempt.in(folder, "quickstart", "--out", out.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.out().contains("predict IMAGE --model " + out), attempt.out());
    assertTrue(Files.isRegularFile(out));
    assertFalse(Files.exists(folder.resolve("quickstart.png")));
  }

  @Test
  void saysThatTheNamedFolderHasNoMnist() {
    Attempt attempt = Attempt.in(folder, "quickstart", "--data", folder.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.err().startsWith("No mnist/ in " + folder), attempt.err());
  }

  @Test
  void mistypedFolderIsAnError() {
    String folderName = folder.resolve("none").toString();
    Attempt attempt = Attempt.in(folder, "quickstart", "--data", folderName);
    assertEquals(1, attempt.exit());
    assertTrue(attempt.err().startsWith("alq: " + folderName), attempt.err());
  }
}
