package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.packed.PackedModelFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ActivationBitsTest {

  @TempDir private Path folder;

  /** From synthetic digits to a packed model that says how many bits its activations have. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 32})
  void activationsGetTheirBits(int bits) throws IOException {
    Attempt.writeMnist(folder);
    Path file = folder.resolve("model.alq");
    Attempt attempt =
        Attempt.in(
            folder,
            "quantize",
            "lenet5",
            "--data",
            folder.toString(),
            "--activation-bits",
            Integer.toString(bits),
            "--json",
            "--out",
            file.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    JsonNode json = attempt.json();
    assertEquals(bits, json.get("activationBitwidth").asInt());
    assertEquals(bits == 32 ? "tiny" : "tiny-a" + bits, json.get("recipe").asString());
    assertEquals(bits, PackedModelFile.read(file).activationBitwidth());
  }

  @Test
  void recipeShowsPlanAndPhase() {
    Attempt attempt = Attempt.in(folder, "recipe", "lenet5", "--activation-bits", "2");
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.out().contains("\"type\": \"quantized\""), attempt.out());
    assertTrue(attempt.out().contains("\"bitwidth\": 2"), attempt.out());
    assertTrue(attempt.out().contains("\"type\": \"quantize-activations\""), attempt.out());
  }

  @Test
  void otherNumbersAreWrongUsage() {
    Attempt attempt = Attempt.in(folder, "quantize", "lenet5", "--activation-bits", "3");
    assertEquals(2, attempt.exit());
    assertTrue(attempt.err().contains("must be 1, 2, 4, 8 or 32 but is 3"), attempt.err());
  }
}
