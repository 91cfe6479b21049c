package dev.alq.examples.reproduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import dev.alq.examples.PictureFolders;
import dev.alq.examples.run.RunMetrics;
import dev.alq.train.PhaseKind;
import dev.alq.train.RecordedEpoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the paper shows of VGG, on a network of few channels and few pictures. */
class VggReproductionTest {

  private static final String RUNS = "reproduced/vgg-small-0.05-quick/seed-1";

  @TempDir private static Path folder;
  private static Attempt table1 = new Attempt(-1, "", "");
  private static Attempt table3 = new Attempt(-1, "", "");

  private static Attempt reproduce(String target, String... options) {
    return Attempt.in(
        folder,
        Stream.concat(
                Stream.of(
                    "reproduce",
                    target,
                    "--width",
                    "0.05",
                    "--pictures",
                    folder.resolve("pictures").toString(),
                    "--threads",
                    "1",
                    "--json"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  @BeforeAll
  static void runTheTables() throws IOException {
    PictureFolders.write(folder.resolve("pictures"));
    table3 = reproduce("table3");
    assertEquals(0, table3.exit(), table3.err());
    table1 = reproduce("table1", "--only", "vgg");
    assertEquals(0, table1.exit(), table1.err());
  }

  private static List<JsonNode> rows(Attempt attempt) {
    return attempt.json().get("rows").valueStream().toList();
  }

  private static List<String> csv(String target) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("reproduced/" + target + ".csv"));
    return lines.subList(1, lines.size());
  }

  private static void assertDrawn(String target, int charts) throws IOException {
    var picture = ImageIO.read(folder.resolve("reproduced/" + target + ".png").toFile());
    assertTrue(
        picture.getHeight() > charts * 300 && picture.getWidth() > 500, target + ": " + picture);
  }

  @Test
  void rowsEndWhereTheyShould() throws IOException {
    List<JsonNode> rows = rows(table3);
    assertEquals(
        List.of(
            "vgg-small float",
            "vgg-small binary-connect-1.0-bit",
            "vgg-small ste-1.0-bit",
            "vgg-small alq-0.66-bit",
            "vgg-small alq-0.66-bit-to-0.4-bit",
            "vgg-small alq-0.66-bit-fine-tuned"),
        rows.stream().map(row -> row.get("row").asString()).toList());
    double[] bits = {32, 1, 1, 0.66, 0.4, 0.66};
    for (int i = 0; i < bits.length; i++) {
      double reached = rows.get(i).get("ours").get("averageBitwidth").asDouble();
      assertTrue(reached <= bits[i] && reached > 0.9 * bits[i], i + ": " + reached);
    }
    for (int i = 0; i < 5; i++) {
      assertEquals(bits[i], rows.get(i).get("paper").get("averageBitwidth").asDouble());
    }
    assertTrue(rows.getLast().get("paper").get("averageBitwidth").isNull(), "not the paper's row");
    assertEquals(620_000, rows.get(4).get("paper").get("compactedBytes").asLong());
    assertDrawn("table3", 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alq-0.66-bit", "alq-ste-0.66-bit"})
  void theTailGoesOnFromItsRow(String start) throws IOException {
    List<RecordedEpoch> row = RunMetrics.read(folder.resolve(RUNS).resolve(start)).epochs();
    List<RecordedEpoch> tuned =
        RunMetrics.read(folder.resolve(RUNS).resolve(start + "-fine-tuned")).epochs();
    assertEquals(row, tuned.subList(0, row.size()));
    assertEquals(
        List.of(PhaseKind.FINE_TUNE, PhaseKind.FINE_TUNE),
        kinds(tuned.subList(row.size(), tuned.size())));
    assertEquals(1e-3, tuned.get(row.size()).learningRate());
    assertEquals(1e-3 * Math.pow(0.95, 25), tuned.getLast().learningRate(), 1e-12);
  }

  /** Pruned once more, the run is what the longer recipe makes of the same float network. */
  @Test
  void theContinuedRowIsWhatItsWholeRecipeLeadsTo() throws IOException {
    Path continued = folder.resolve(RUNS).resolve("alq-0.66-bit-to-0.4-bit");
    Path whole = folder.resolve("whole.alq");
    Attempt quantize =
        Attempt.in(
            folder,
            "quantize",
            "vgg-small",
            "--width",
            "0.05",
            "--pictures",
            folder.resolve("pictures").toString(),
            "--config",
            continued.resolve("recipe.json").toString(),
            "--from",
            folder.resolve(RUNS).resolve("float/float.safetensors").toString(),
            "--out",
            whole.toString());
    assertEquals(0, quantize.exit(), quantize.err());
    assertArrayEquals(
        Files.readAllBytes(whole), Files.readAllBytes(continued.resolve("vgg-small-0.05.alq")));
    assertTrue(Files.exists(folder.resolve(RUNS).resolve("alq-0.66-bit/result.json")));
  }

  @Test
  void tableOneSharesRunsAndNamesTheFolderThatIsMissing() {
    List<JsonNode> rows = rows(table1);
    assertEquals(5, rows.size());
    assertEquals(rows(table3).get(3).get("ours"), rows.get(2).get("ours"));
    assertEquals(90.7, rows.get(1).get("paper").get("top1").asDouble());
    assertEquals("vgg-small alq-ste-0.66-bit-fine-tuned", rows.get(3).get("row").asString());
    assertEquals(rows(table3).get(5).get("ours"), rows.get(4).get("ours"));
    Attempt table4 =
        Attempt.in(folder, "reproduce", "table4", "--data", folder.toString(), "--json");
    assertEquals(1, table4.exit());
    for (JsonNode row : rows(table4)) {
      assertTrue(row.get("ours").isNull());
      String missing = row.get("missing").asString();
      assertTrue(missing.contains(folder.resolve("imagenet").toString()), missing);
    }
    assertEquals(46_720_000, rows(table4).get(0).get("paper").get("weightBytes").asLong());
    assertEquals(10, rows(table4).size());
  }

  /** The table has networks on CIFAR-10 and on files of pictures. */
  @Test
  void aCacheIsForTheNetworksOnPictures() {
    Attempt attempt =
        Attempt.in(
            folder,
            "reproduce",
            "table1",
            "--data",
            folder.toString(),
            "--cache",
            folder.resolve("cache").toString(),
            "--json");
    assertEquals(1, attempt.exit(), attempt.err());
    for (JsonNode row : rows(attempt)) {
      String missing = row.get("missing").asString();
      String data = row.get("row").asString().startsWith("vgg") ? "cifar10" : "imagenet";
      assertTrue(missing.contains(folder.resolve(data).toString()), missing);
    }
  }

  @Test
  void convergenceHasACurvePerMethodAndBitwidth() throws IOException {
    Attempt fig1 = reproduce("fig1");
    assertEquals(0, fig1.exit(), fig1.err());
    List<JsonNode> rows = rows(fig1);
    assertEquals(6, rows.size());
    List<String> expected = new ArrayList<>();
    for (JsonNode row : rows) {
      JsonNode curve = row.get("ours").get("validationTop1");
      assertEquals(2, curve.size());
      for (int epoch = 0; epoch < 2; epoch++) {
        expected.add(
            "\"" + row.get("row").asString() + "\",1," + (epoch + 1) + "," + curve.get(epoch));
      }
    }
    assertEquals(expected, csv("fig1"));
    List<RecordedEpoch> epochs =
        RunMetrics.read(folder.resolve(RUNS).resolve("convergence-ste-loss-2.0-bit")).epochs();
    assertEquals(2, epochs.size());
    for (int epoch = 0; epoch < 2; epoch++) {
      assertEquals(PhaseKind.FINE_TUNE, epochs.get(epoch).kind());
      assertEquals(
          epochs.get(epoch).validationTop1(),
          rows.get(5).get("ours").get("validationTop1").get(epoch).asDouble());
      assertEquals(1e-3, epochs.get(epoch).learningRate());
    }
    assertDrawn("fig1", 2);
  }

  @Test
  void bitwidthsAreThoseOfTheModel() throws IOException {
    Attempt fig2 = reproduce("fig2", "--only", "vgg");
    assertEquals(0, fig2.exit(), fig2.err());
    List<JsonNode> layers = rows(fig2);
    assertEquals(9, layers.size());
    double bits = 0;
    long weights = 0;
    for (JsonNode row : layers) {
      JsonNode layer = row.get("ours");
      bits += layer.get("averageBitwidth").asDouble() * layer.get("weights").asLong();
      weights += layer.get("weights").asLong();
    }
    assertEquals(
        rows(table3).get(3).get("ours").get("averageBitwidth").asDouble(), bits / weights, 1e-9);
    assertDrawn("fig2", 2);
    Attempt none = reproduce("fig2", "--only", "lenet");
    assertEquals(2, none.exit());
    assertTrue(none.err().startsWith("alq: no network of fig2 matches lenet"), none.err());
  }

  @Test
  void lossesAreThoseOfTheRuns() throws IOException {
    Attempt fig4 = reproduce("fig4", "--seeds", "1,2");
    assertEquals(0, fig4.exit(), fig4.err());
    List<JsonNode> rows = rows(fig4);
    assertEquals(4, rows.size(), "two phases of two trials");
    List<RecordedEpoch> epochs =
        RunMetrics.read(folder.resolve(RUNS).resolve("alq-0.66-bit")).epochs();
    assertEquals(List.of(PhaseKind.PRUNE, PhaseKind.OPTIMIZE_BASES), kinds(epochs));
    List<Double> losses =
        IntStream.range(0, 2)
            .mapToObj(i -> rows.get(i).get("ours").get("trainLoss").get(0).asDouble())
            .toList();
    assertEquals(epochs.stream().map(RecordedEpoch::trainLoss).toList(), losses);
    assertEquals(4, csv("fig4").size());
    assertDrawn("fig4", 2);
  }

  private static List<PhaseKind> kinds(List<RecordedEpoch> epochs) {
    return epochs.stream().map(RecordedEpoch::kind).toList();
  }
}
