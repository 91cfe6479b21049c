package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class QuantizeCommandTest {

  private static final byte[] OLD = {1, 2, 3};

  @TempDir private static Path folder;
  private static Attempt onOneThread = new Attempt(-1, "", "");

  @TempDir private Path empty;

  @BeforeAll
  static void quantize() throws IOException {
    Attempt.writeMnist(folder);
    Files.createFile(folder.resolve("one.alq"));
    onOneThread = quantize("--threads", "1", "--json", "--out", path("one.alq"));
  }

  @Test
  void jsonHoldsTheFigures() throws IOException {
    assertEquals(0, onOneThread.exit(), onOneThread.err());
    assertEquals(1, onOneThread.out().lines().count(), "tables go elsewhere");
    JsonNode json = onOneThread.json();
    assertEquals("lenet5", json.get("model").asString());
    assertEquals("mnist", json.get("data").asString());
    assertEquals("tiny", json.get("recipe").asString());
    assertEquals(path("one.alq"), json.get("out").asString());
    for (String accuracy : new String[] {"floatTestTop1", "testTop1", "packedTestTop1"}) {
      double percent = json.get(accuracy).asDouble();
      assertTrue(percent >= 0 && percent <= 100, () -> accuracy + " " + percent);
    }
    assertEquals(json.get("testTop1"), json.get("packedTestTop1"));
    assertEquals(Attempt.DRAWN_TEST, json.get("sameClass").asInt());
    assertEquals(Files.size(folder.resolve("one.alq")), json.get("fileBytes").asLong());
    assertTrue(json.get("averageBitwidth").asDouble() <= 1);
    assertTrue(json.get("seconds").asDouble() > 0);
  }

  @Test
  void layersAddUpToTheWhole() {
    JsonNode json = onOneThread.json();
    assertEquals(4, json.get("layers").size());
    long weights = 0;
    long bits = 0;
    double basisBits = 0;
    for (JsonNode layer : json.get("layers")) {
      weights += layer.get("weights").asLong();
      bits += layer.get("bits").asLong();
      basisBits += layer.get("averageBitwidth").asDouble() * layer.get("weights").asLong();
      assertTrue(layer.get("groups").asInt() > 0 && layer.get("bytes").asInt() > 0);
    }
    assertEquals(430_500, weights);
    assertEquals(4 * 430_500, json.get("floatWeightBytes").asLong());
    assertEquals((bits + 7) / 8, json.get("weightBytes").asLong());
    assertTrue(json.get("compactedBytes").asLong() <= json.get("weightBytes").asLong());
    assertEquals(basisBits / weights, json.get("averageBitwidth").asDouble(), 1e-9);
  }

  @Test
  void sameCommandGivesTheSameBytesOnAnyNumberOfThreads() throws IOException {
    Attempt onTwo = quantize("--threads", "2", "--out", path("two.alq"));
    assertEquals(0, onTwo.exit(), onTwo.err());
    assertTrue(onTwo.out().contains("Verified: "), onTwo.out());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("one.alq")),
        Files.readAllBytes(folder.resolve("two.alq")));
  }

  @Test
  void nonFiniteLossIsOneLineAndLeavesTheFileAlone() throws IOException {
    byte[] model = Files.readAllBytes(folder.resolve("one.alq"));
    Path old = Files.write(empty.resolve("old.alq"), model);
    Attempt attempt =
        Attempt.in(
            empty,
            Map.of("ALQ_DATA", folder.toString()),
            Attempt.DIVERGING,
            "quantize",
            "lenet5",
            "--out",
            old.toString());
    assertEquals(1, attempt.exit());
    String last = attempt.err().lines().toList().getLast();
    assertTrue(last.startsWith("alq: "), attempt.err());
    assertFalse(attempt.err().contains("\tat "), attempt.err());
    assertArrayEquals(model, Files.readAllBytes(old));
    assertEquals(1, files(empty));
  }

  @Test
  void withoutOutAnExistingFileIsNotReplaced() throws IOException {
    Path old = Files.write(empty.resolve("lenet5.alq"), OLD);
    Attempt attempt = failsBeforeTraining("--data", folder.toString());
    assertTrue(attempt.err().contains("exists already"), attempt.err());
    assertArrayEquals(OLD, Files.readAllBytes(old));
  }

  @Test
  void impossibleOutputFailsBeforeTraining() throws IOException {
    String data = folder.toString();
    failsBeforeTraining("--data", data, "--out", empty.toString());
    failsBeforeTraining("--data", data, "--out", empty.resolve("no/x.alq").toString());
    String tooLong = empty.resolve("x".repeat(254)).toString();
    failsBeforeTraining("--data", data, "--out", tooLong);
    assertEquals(0, files(empty));
  }

  @Test
  void missingDataFailsBeforeTraining() {
    assertTrue(failsBeforeTraining().err().contains("ALQ_DATA"));
    assertTrue(failsBeforeTraining("--data", path("none")).err().contains("none"));
    assertTrue(failsBeforeTraining("--data", empty.toString()).err().contains("mnist"));
  }

  @Test
  void damagedDataIsOneLine() throws IOException {
    Attempt.writeMnist(empty);
    Path labels = empty.resolve("mnist/t10k-labels-idx1-ubyte");
    byte[] bytes = Files.readAllBytes(labels);
    bytes[10] = 10;
    Files.write(labels, bytes);
    Attempt attempt = failsBeforeTraining("--data", empty.toString());
    assertTrue(attempt.err().contains("label 10"), attempt.err());
  }

  @Test
  void syntheticDigitsAreTakenOnlyByName() {
    Attempt attempt =
        Attempt.in(empty, "quantize", "lenet5", "--dataset", "synthetic", "--seed", "7", "--json");
    assertEquals(0, attempt.exit(), attempt.err());
    assertEquals("synthetic", attempt.json().get("data").asString());
    assertEquals(7, attempt.json().get("seed").asLong());
    assertTrue(Files.isRegularFile(empty.resolve("lenet5.alq")));
  }

  private Attempt failsBeforeTraining(String... options) {
    String[] args = new String[options.length + 2];
    args[0] = "quantize";
    args[1] = "lenet5";
    System.arraycopy(options, 0, args, 2, options.length);
    Attempt attempt = Attempt.in(empty, args);
    assertEquals(1, attempt.exit());
    assertEquals("", attempt.out());
    assertEquals(1, attempt.err().lines().count(), attempt.err());
    assertTrue(attempt.err().startsWith("alq: "), attempt.err());
    return attempt;
  }

  private static Attempt quantize(String... options) {
    String[] args = new String[options.length + 4];
    args[0] = "quantize";
    args[1] = "lenet5";
    args[2] = "--data";
    args[3] = folder.toString();
    System.arraycopy(options, 0, args, 4, options.length);
    return Attempt.in(folder, args);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static long files(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.count();
    }
  }
}
