package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are kept in a folder, stopped and gone on with, right and wrong. */
class RunFolderCommandTest {

  @TempDir private Path folder;
  private Path run = Path.of("");

  @BeforeEach
  void nameTheRun() {
    run = folder.resolve("run");
  }

  private Attempt quantize(String... options) {
    return Attempt.in(folder, arguments("quantize", "lenet5", options));
  }

  private String[] arguments(String command, String network, String... options) {
    return Stream.concat(
            Stream.of(command, network, "--dataset", "synthetic", "--run", run.toString()),
            Stream.of(options))
        .toArray(String[]::new);
  }

  /** A run that stops when a text shows up on stderr. */
  private void interrupted(String at, String... options) {
    Attempt attempt = Attempt.interrupted(folder, at, arguments("quantize", "lenet5", options));
    assertEquals(1, attempt.exit(), attempt.err());
    List<String> lines = attempt.err().lines().toList();
    assertTrue(lines.getLast().contains("repeat the command with --resume"), attempt.err());
  }

  /** Names of files and what they hold. */
  private Map<String, String> content() throws IOException {
    Map<String, String> content = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        content.put(
            run.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return content;
  }

  private void refused(String says, String... args) throws IOException {
    Map<String, String> before = content();
    Attempt attempt = Attempt.in(folder, args);
    assertEquals(1, attempt.exit(), attempt.err());
    List<String> lines = attempt.err().lines().toList();
    assertTrue(lines.getLast().startsWith("alq: ") && lines.getLast().contains(says), says + lines);
    assertEquals(1, lines.stream().filter(line -> !line.startsWith("synthetic digits")).count());
    assertEquals(before, content(), "the folder has changed");
  }

  @Test
  void aRunHoldsEverythingThatItIsAbout() throws IOException {
    assertEquals(0, quantize("--seed", "5").exit());
    for (String file :
        List.of(
            "recipe.json",
            "provenance.json",
            "metrics.csv",
            "log.txt",
            "float.alq",
            "lenet5.alq",
            "checkpoints")) {
      assertTrue(Files.exists(run.resolve(file)), file);
    }
    List<String> metrics = Files.readAllLines(run.resolve("metrics.csv"));
    assertEquals(1 + Attempt.RECIPE.schedule().epochs(), metrics.size());
    RunDescription recorded = RunFolder.recorded(run).orElseThrow();
    assertEquals(5, recorded.seed());
    Attempt sameRecipe =
        Attempt.in(folder, "recipe", "lenet5", "--config", run.resolve("recipe.json").toString());
    assertEquals(recorded.recipe(), sameRecipe.out());
  }

  @Test
  void aStoppedRunGoesOnToTheSameBytesAndFigures() throws IOException {
    Path whole = folder.resolve("whole.alq");
    Attempt undisturbed =
        Attempt.in(
            folder,
            "quantize",
            "lenet5",
            "--dataset",
            "synthetic",
            "--json",
            "--out",
            whole.toString());
    for (String at : List.of("1/4 float", "2/4 float", "3/4 pruning")) {
      run = folder.resolve("run " + at.charAt(0));
      interrupted(at);
      Attempt resumed =
          Attempt.in(folder, "quantize", "--run", run.toString(), "--resume", "--json");
      assertEquals(0, resumed.exit(), resumed.err());
      assertTrue(resumed.err().contains("Going on before phase"), resumed.err());
      assertArrayEquals(
          Files.readAllBytes(whole), Files.readAllBytes(run.resolve("lenet5.alq")), at);
      for (String figure : List.of("floatTestTop1", "packedTestTop1", "floatFileBytes")) {
        assertEquals(undisturbed.json().get(figure), resumed.json().get(figure), figure);
      }
    }
  }

  @Test
  void aRunsOwnFilesAreNotReplacedByTheModel() throws IOException {
    assertEquals(0, quantize().exit());
    String floats = run.resolve("float.alq").toString();
    refused(
        "the run keeps its own files",
        "quantize",
        "--run",
        run.toString(),
        "--resume",
        "--out",
        floats);
    assertEquals(0, quantize("--resume", "--out", run.resolve("lenet5.alq").toString()).exit());
  }

  @Test
  void aFinishedRunIsPackedAgain() throws IOException {
    assertEquals(0, quantize().exit());
    byte[] model = Files.readAllBytes(run.resolve("lenet5.alq"));
    Files.delete(run.resolve("lenet5.alq"));
    Attempt again = quantize("--resume");
    assertEquals(0, again.exit(), again.err());
    assertTrue(again.err().contains("All phases have been run"), again.err());
    assertArrayEquals(model, Files.readAllBytes(run.resolve("lenet5.alq")));
  }

  @Test
  void aWrongFolderIsRefused() throws IOException {
    Files.createDirectories(run);
    refused("there is no run", arguments("quantize", "lenet5", "--resume"));
    Files.writeString(run.resolve("thesis.tex"), "precious");
    refused("is not empty", arguments("quantize", "lenet5"));
    Attempt noFolder = Attempt.in(folder, "quantize", "lenet5", "--resume");
    assertEquals(2, noFolder.exit(), noFolder.err());
  }

  @Test
  void anotherRunIsRefused() throws IOException {
    interrupted("1/4 float");
    refused("holds a run already", arguments("quantize", "lenet5"));
    refused("the seed 1, not 2", arguments("quantize", "lenet5", "--resume", "--seed", "2"));
    refused("the command quantize, not train", arguments("train", "lenet5", "--resume"));
    refused(
        "the images 240, not 100", arguments("quantize", "lenet5", "--resume", "--images", "100"));
    Path recipe = folder.resolve("other.json");
    String text = Files.readString(run.resolve("recipe.json"));
    Files.writeString(recipe, text.replace("\"batchSize\": 40", "\"batchSize\": 41"));
    refused(
        "cannot go on by this recipe: its batch size is 41, not 40",
        arguments("quantize", "lenet5", "--resume", "--config", recipe.toString()));
    Attempt.writeMnist(folder);
    refused(
        "the data synthetic, not mnist",
        "quantize",
        "--run",
        run.toString(),
        "--resume",
        "--dataset",
        "mnist",
        "--data",
        folder.toString());
  }

  /** So that the corrected command can be given at once. */
  @Test
  void whatFailsBeforeTheFirstBatchLeavesNoFolder() throws IOException {
    assertEquals(0, quantize().exit());
    Path recipe = folder.resolve("wrong.json");
    String text = Files.readString(run.resolve("recipe.json"));
    Files.writeString(recipe, text.replace("conv2.weight", "conv9.weight"));
    run = folder.resolve("second");
    Attempt wrong = quantize("--config", recipe.toString());
    assertEquals(1, wrong.exit());
    assertTrue(wrong.err().contains("[conv9.weight]"), wrong.err());
    assertFalse(Files.exists(run));
    assertEquals(0, quantize().exit());
  }

  @Test
  void aFolderInUseIsRefused() throws IOException {
    interrupted("1/4 float");
    RunDescription description = RunFolder.recorded(run).orElseThrow();
    RunFolder other = RunFolder.reopen(run, description, Map.of(), RunFolder.Keeping.DEFAULT);
    refused("in use", arguments("quantize", "lenet5", "--resume"));
    other.close();
    assertEquals(0, quantize("--resume").exit());
  }

  @Test
  void aForeignCheckpointIsRefusedAndADamagedOneIsSetAside() throws IOException {
    interrupted("2/4 float", "--seed", "9");
    Path foreign = newestCheckpoint();
    byte[] bytes = Files.readAllBytes(foreign);
    String name = String.valueOf(foreign.getFileName());
    run = folder.resolve("second");
    interrupted("1/4 float");
    Path own = newestCheckpoint();
    Path copy = Files.write(own.resolveSibling(name), bytes);
    refused("a checkpoint of another run", arguments("quantize", "lenet5", "--resume"));
    bytes[bytes.length / 2] ^= 1;
    Files.write(copy, bytes);
    Attempt attempt = quantize("--resume");
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(Files.exists(copy.resolveSibling(name + ".damaged")));
  }

  private Path newestCheckpoint() throws IOException {
    try (Stream<Path> files = Files.list(run.resolve("checkpoints"))) {
      return files.sorted().toList().getLast();
    }
  }

  @Test
  void aDivergingRunNamesItsLastGoodCheckpoint() {
    Attempt attempt =
        Attempt.in(folder, Map.of(), Attempt.DIVERGING, arguments("quantize", "lenet5"));
    assertEquals(1, attempt.exit());
    String last = attempt.err().lines().toList().getLast();
    assertTrue(last.contains("is not finite") || last.contains("the loss is"), last);
    assertTrue(last.endsWith("there is no checkpoint yet"), last);
  }
}
