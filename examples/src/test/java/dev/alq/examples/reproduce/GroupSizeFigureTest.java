package dev.alq.examples.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.examples.PictureFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code reproduce fig3}, on a network of few channels. */
class GroupSizeFigureTest {

  private static final String RUN = "reproduced/vgg-small-0.05-quick/seed-3/float";

  @TempDir private static Path folder;
  private static Attempt first = new Attempt(-1, "", "");

  private static Attempt reproduce(String... options) {
    return Attempt.in(
        folder,
        Stream.concat(
                Stream.of("reproduce", "fig3", "--width", "0.05", "--seeds", "3", "--threads", "1"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @BeforeAll
  static void trainAndDraw() throws IOException {
    Path pictures = PictureFolders.write(folder.resolve("pictures"));
    first = reproduce("--pictures", pictures.toString(), "--json");
    assertEquals(0, first.exit(), first.err());
  }

  @Test
  void everySizeHasBothCurves() throws IOException {
    JsonNode json = first.json();
    assertEquals("fig3", json.get("target").asString());
    assertEquals("vgg-small-0.05", json.get("network").asString());
    assertEquals("conv6.weight", json.get("layer").asString());
    assertEquals("[26, 3, 3, 26]", json.get("shape").asString());
    List<String> rows = json.get("rows").valueStream().map(r -> r.get("row").asString()).toList();
    assertEquals(List.of("kernelwise, n = 9", "pixelwise, n = 26", "channelwise, n = 234"), rows);
    long points = 0;
    double gap = 0;
    for (JsonNode row : json.get("rows")) {
      JsonNode ours = row.get("ours");
      for (String curve : List.of("sliced", "random")) {
        points += ours.get(curve).get("points").size();
      }
      assertEquals("random", ours.get("random").get("cut").get("slicing").asString());
      for (int i = 0; i < ours.get("sliced").get("points").size(); i++) {
        JsonNode sliced = ours.get("sliced").get("points").get(i);
        JsonNode random = ours.get("random").get("points").get(i);
        assertEquals(sliced.get("inverseRate"), random.get("inverseRate"));
        if (sliced.get("inverseRate").asDouble() <= 0.3) {
          double ratio =
              sliced.get("meanSquaredError").asDouble() / random.get("meanSquaredError").asDouble();
          gap = Math.max(gap, Math.abs(Math.log10(ratio)));
        }
      }
    }
    assertEquals(gap, json.get("slicingGap").asDouble(), 1e-12);
    assertEquals(1 + points, Files.readAllLines(folder.resolve("reproduced/fig3.csv")).size());
  }

  @Test
  void markdownNamesCommandAndPicture() throws IOException {
    String text = Files.readString(folder.resolve("reproduced/fig3.md"));
    assertTrue(text.startsWith("# Fig. 3"), text);
    String command =
        "`./alq reproduce fig3 --preset quick --width 0.05 --pictures pictures --seeds 3`";
    assertTrue(text.contains(command), text);
    assertTrue(text.contains("| channelwise, n = 234 | "), text);
    assertTrue(text.contains("![](fig3.png)"), text);
    assertTrue(ImageIO.read(folder.resolve("reproduced/fig3.png").toFile()).getWidth() > 500);
  }

  @Test
  void whatHasBeenTrainedIsNotTrainedAgain() throws IOException {
    String pictures = folder.resolve("pictures").toString();
    Attempt again = reproduce("--pictures", pictures, "--json");
    assertEquals(0, again.exit(), again.err());
    assertFalse(again.err().contains("float, seed"), again.err());
    assertFalse(again.err().contains("1/2 float"), again.err());
    assertEquals(first.json(), again.json());
  }

  /** The same weights from a file, without any data. */
  @Test
  void importedWeightsGiveTheSame() {
    String file = folder.resolve(RUN).resolve("float.safetensors").toString();
    Attempt imported =
        reproduce("--from", "vgg-small=" + file, "--run", folder + "/other", "--json");
    assertEquals(0, imported.exit(), imported.err());
    assertEquals(first.json(), imported.json());
    Attempt second =
        reproduce("--from", "vgg-small=" + file, "--layer", "conv2", "--out", folder + "/second");
    assertEquals(0, second.exit(), second.err());
    assertTrue(second.out().contains("Weights conv2.weight of"), second.out());
    assertTrue(Files.exists(folder.resolve("second/fig3.png")));
    Attempt none = reproduce("--from", "vgg-small=" + file, "--layer", "conv9");
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("conv9: no convolution; there are conv1, conv2"), none.err());
  }

  @Test
  void missingDataAndUnfinishedRunsAreNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Attempt missing = reproduce("--data", empty.toString(), "--run", folder + "/none");
    assertEquals(1, missing.exit());
    assertTrue(missing.err().contains("cifar10"), missing.err());
    assertEquals(1, missing.err().lines().count(), missing.err());
    Path unfinished = folder.resolve("unfinished/vgg-small-0.05-quick/seed-3/float");
    Files.createDirectories(unfinished);
    for (String file : List.of("recipe.json", "provenance.json")) {
      Files.copy(folder.resolve(RUN).resolve(file), unfinished.resolve(file));
    }
    String pictures = folder.resolve("pictures").toString();
    String runs = folder.resolve("unfinished").toString();
    Attempt refused = reproduce("--pictures", pictures, "--run", runs);
    assertEquals(1, refused.exit());
    assertTrue(refused.err().contains("holds an unfinished run; go on with it by --resume"));
    Attempt resumed = reproduce("--pictures", pictures, "--run", runs, "--resume", "--json");
    assertEquals(0, resumed.exit(), resumed.err());
    assertEquals(first.json(), resumed.json());
  }
}
