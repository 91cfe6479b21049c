package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.examples.PictureFolders;
import dev.alq.examples.run.Verification;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Residual networks on folders of pictures, from files to files, each phase in one epoch. */
class ResNetPicturesTest {

  @TempDir private Path folder;

  private JsonNode quantized(String network, String activationBits) throws IOException {
    Path pictures = PictureFolders.write(folder.resolve(network));
    Attempt attempt =
        Attempt.in(
            folder,
            "quantize",
            network,
            "--pictures",
            pictures.toString(),
            "--side",
            "32",
            "--activation-bits",
            activationBits,
            "--json");
    assertEquals(0, attempt.exit(), attempt.err());
    JsonNode result = attempt.json();
    assertEquals(PictureFolders.TEST, result.get("sameClass").asInt());
    assertTrue(result.get("averageBitwidth").asDouble() <= 1);
    assertEquals(Integer.parseInt(activationBits), result.get("activationBitwidth").asInt());
    return result;
  }

  @Test
  void eighteenLayersWithQuantizedActivations() throws IOException {
    JsonNode result = quantized("resnet18", "2");
    assertEquals(21, result.get("layers").size());
  }

  @Test
  void thirtyFourLayers() throws IOException {
    JsonNode result = quantized("resnet34", "32");
    assertEquals(37, result.get("layers").size());
    assertTrue(result.get("largestDifference").asDouble() <= Verification.TOLERANCE);
  }
}
