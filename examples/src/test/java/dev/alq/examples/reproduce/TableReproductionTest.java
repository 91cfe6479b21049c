package dev.alq.examples.reproduce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
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
import tools.jackson.databind.json.JsonMapper;

/** Tables of the paper, computed by short recipes on few images. */
class TableReproductionTest {

  @TempDir private static Path folder;
  private static Attempt first = new Attempt(-1, "", "");

  private static Attempt table2(String... options) {
    return Attempt.in(
        folder,
        Stream.concat(
                Stream.of("reproduce", "table2", "--dataset", "synthetic", "--threads", "1"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static Path run(String label) {
    return folder.resolve("reproduced/lenet5-quick/seed-4").resolve(label);
  }

  @BeforeAll
  static void reproduce() {
    first = table2("--seeds", "4", "--json");
    assertEquals(0, first.exit(), first.err());
  }

  @Test
  void paperStandsBesideOurs() throws IOException {
    JsonNode json = first.json();
    assertEquals("table2", json.get("target").asString());
    assertEquals("[\"synthetic\"]", json.get("data").toString());
    assertEquals(4, json.get("rows").size());
    JsonNode floats = json.get("rows").get(0);
    assertEquals("lenet5 float", floats.get("row").asString());
    assertEquals(99.19, floats.get("paper").get("top1").asDouble());
    assertEquals(32, floats.get("ours").get("averageBitwidth").asDouble());
    assertEquals(4 * 430_500, floats.get("ours").get("weightBytes").asLong());
    JsonNode alq = json.get("rows").get(1);
    assertEquals("lenet5 alq", alq.get("row").asString());
    assertEquals(22_700, alq.get("paper").get("weightBytes").asLong());
    assertTrue(alq.get("paper").get("averageBitwidth").isNull());
    JsonNode tuned = json.get("rows").get(2);
    assertEquals("lenet5 alq-fine-tuned", tuned.get("row").asString());
    assertTrue(tuned.get("paper").get("top1").isNull());
    assertEquals(alq.get("ours").get("weightBytes"), tuned.get("ours").get("weightBytes"));
    JsonNode further = json.get("rows").get(3);
    assertEquals("lenet5 alq-to-0.26-bit", further.get("row").asString());
    assertTrue(further.get("paper").get("top1").isNull());
    assertEquals(0.26, further.get("ours").get("averageBitwidth").asDouble(), 0.002);
    Attempt inspected =
        Attempt.in(folder, "inspect", run("alq").resolve("lenet5.alq").toString(), "--json");
    assertEquals(inspected.json().get("compactedBytes"), alq.get("ours").get("compactedBytes"));
    assertEquals(
        Files.size(run("alq").resolve("lenet5.alq")), alq.get("ours").get("fileBytes").asLong());
  }

  /** A row is what two commands make of the same recipe and seed. */
  @Test
  void aRowIsWhatTrainAndQuantizeMake() {
    String weights = folder.resolve("by-hand.safetensors").toString();
    Attempt train =
        Attempt.in(
            folder,
            "train",
            "lenet5",
            "--dataset",
            "synthetic",
            "--seed",
            "4",
            "--export",
            weights);
    assertEquals(0, train.exit(), train.err());
    Attempt quantize =
        Attempt.in(
            folder,
            "quantize",
            "lenet5",
            "--dataset",
            "synthetic",
            "--seed",
            "4",
            "--from",
            weights,
            "--json");
    assertEquals(0, quantize.exit(), quantize.err());
    JsonNode rows = first.json().get("rows");
    JsonNode alq = rows.get(1).get("ours");
    assertEquals(quantize.json().get("packedTestTop1"), alq.get("top1"));
    assertEquals(quantize.json().get("averageBitwidth"), alq.get("averageBitwidth"));
    assertEquals(quantize.json().get("weightBytes"), alq.get("weightBytes"));
    assertEquals(quantize.json().get("floatTestTop1"), rows.get(0).get("ours").get("top1"));
  }

  @Test
  void filesShowTheSame() throws IOException {
    String text = Files.readString(folder.resolve("reproduced/table2.md"));
    assertTrue(text.startsWith("# Table 2: LeNet5 on MNIST\n"), text);
    assertTrue(
        text.contains("`./alq reproduce table2 --preset quick --dataset synthetic --seeds 4`"),
        text);
    assertTrue(text.contains("**Not on the paper's data**"), text);
    assertTrue(text.contains("| lenet5 float | 99.19 % | "), text);
    List<String> csv = Files.readAllLines(folder.resolve("reproduced/table2.csv"));
    assertEquals(5, csv.size());
    double top1 = first.json().get("rows").get(1).get("ours").get("top1").asDouble();
    assertTrue(csv.get(2).startsWith("lenet5 alq,4,99.12," + top1 + ",,"), csv.get(2));
    assertTrue(ImageIO.read(folder.resolve("reproduced/table2.png").toFile()).getWidth() > 500);
  }

  @Test
  void whatHasEndedIsTakenAndMoreSeedsAreAdded() {
    Attempt more = table2("--seeds", "4,5", "--only", "alq", "--json");
    assertEquals(0, more.exit(), more.err());
    assertFalse(more.err().contains("seed-4"), more.err());
    assertTrue(more.err().contains("seed-5"), more.err());
    JsonNode ours = more.json().get("rows").get(0).get("ours");
    assertEquals(2, ours.get("runs").size());
    JsonNode alone = first.json().get("rows").get(1).get("ours");
    assertEquals(alone.get("runs").get(0), ours.get("runs").get(0));
    double a = ours.get("runs").get(0).get("top1").asDouble();
    double b = ours.get("runs").get(1).get("top1").asDouble();
    assertEquals((a + b) / 2, ours.get("top1").asDouble(), 1e-12);
    assertEquals(Math.abs(a - b) / Math.sqrt(2), ours.get("top1Deviation").asDouble(), 1e-12);
    assertTrue(more.err().contains(" ± "), more.err());
  }

  @Test
  void anInterruptedRowGoesOnToTheSameFigures() {
    String[] args = {
      "reproduce",
      "table2",
      "--dataset",
      "synthetic",
      "--seeds",
      "4",
      "--run",
      folder.resolve("interrupted").toString(),
      "--json"
    };
    Attempt stopped = Attempt.interrupted(folder, "1/2 pruning", args);
    assertEquals(1, stopped.exit(), stopped.err());
    assertTrue(stopped.err().contains("repeat the command with --resume"), stopped.err());
    Attempt refused = Attempt.in(folder, args);
    assertEquals(1, refused.exit(), refused.err());
    assertTrue(refused.err().contains("holds an unfinished run"), refused.err());
    Attempt resumed =
        Attempt.in(
            folder, Stream.concat(Stream.of(args), Stream.of("--resume")).toArray(String[]::new));
    assertEquals(0, resumed.exit(), resumed.err());
    for (int row = 0; row < 3; row++) {
      JsonNode whole = first.json().get("rows").get(row).get("ours");
      JsonNode ours = resumed.json().get("rows").get(row).get("ours");
      for (String figure : List.of("top1", "averageBitwidth", "weightBytes", "fileBytes")) {
        assertEquals(whole.get(figure), ours.get(figure), figure);
      }
    }
  }

  /** As when a tail has become longer since the run ended. */
  @Test
  void aResultOfAShorterRecipeIsNotTaken() throws IOException {
    Path runs = folder.resolve("shorter");
    copy(run("float"), runs.resolve("lenet5-quick/seed-4/float"));
    copy(run("alq"), runs.resolve("lenet5-quick/seed-4/alq"));
    copy(run("alq"), runs.resolve("lenet5-quick/seed-4/alq-fine-tuned"));
    Attempt refused = table2("--seeds", "4", "--run", runs.toString());
    assertEquals(1, refused.exit(), refused.out());
    assertTrue(refused.err().contains("alq-fine-tuned: the run there has another recipe"));
  }

  @Test
  void aResultOnOtherTestImagesIsNotTaken() throws IOException {
    Path runs = folder.resolve("tested");
    Path row = runs.resolve("lenet5-quick/seed-4/alq");
    copy(run("float"), runs.resolve("lenet5-quick/seed-4/float"));
    copy(run("alq"), row);
    String result = Files.readString(row.resolve(KeptJob.RESULT));
    String hash = JsonMapper.shared().readTree(result).get("testHash").asString();
    String top1 = "\"packedTestTop1\":" + alqTop1();
    assertTrue(result.contains(top1), result);
    Files.writeString(
        row.resolve(KeptJob.RESULT),
        result.replace(hash, "0".repeat(hash.length())).replace(top1, "\"packedTestTop1\":12.5"));
    String[] args = {"--seeds", "4", "--run", runs.toString(), "--only", "alq$", "--json"};
    Attempt refused = table2(args);
    assertEquals(1, refused.exit(), refused.out());
    assertTrue(refused.err().contains("alq: holds a run that was tested on other images"));
    Attempt again =
        table2(Stream.concat(Stream.of(args), Stream.of("--resume")).toArray(String[]::new));
    assertEquals(0, again.exit(), again.err());
    assertEquals(alqTop1(), again.json().get("rows").get(0).get("ours").get("top1").asDouble());
    assertFalse(again.err().contains("pruning"), again.err());
  }

  @Test
  void aDamagedResultIsNamedAndCanBeMadeAgain() throws IOException {
    Path runs = folder.resolve("damaged");
    Path row = runs.resolve("lenet5-quick/seed-4/float");
    Path result = row.resolve(KeptJob.RESULT);
    copy(run("float"), row);
    String whole = Files.readString(result);
    String[] args = {"--seeds", "4", "--run", runs.toString(), "--only", "float", "--resume"};
    for (String damaged : List.of("", whole.substring(0, whole.length() / 2))) {
      Files.writeString(result, damaged);
      Attempt refused = table2(args);
      assertEquals(1, refused.exit(), refused.out());
      String last = refused.err().lines().toList().getLast();
      assertTrue(last.startsWith("alq: " + result + ": is damaged"), last);
      assertEquals(damaged, Files.readString(result));
    }
    Files.delete(result);
    Attempt again = table2(args);
    assertEquals(0, again.exit(), again.err());
    assertFalse(again.err().contains("float  "), again.err());
  }

  private static double alqTop1() {
    return first.json().get("rows").get(1).get("ours").get("top1").asDouble();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void otherRunsAndUnknownRowsAreRefused() throws IOException {
    Attempt none = table2("--only", "vgg");
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("they are lenet5 float, lenet5 alq"), none.err());
    Path before = Files.createDirectories(folder.resolve("none")).resolve("table2.md");
    Files.writeString(before, "of yesterday");
    Attempt missing =
        Attempt.in(folder, "reproduce", "table2", "--run", folder.resolve("none").toString());
    assertEquals("of yesterday", Files.readString(before));
    assertEquals(1, missing.exit());
    assertTrue(missing.out().contains("lenet5 alq was not run: no data"), missing.out());
    String last = missing.err().lines().toList().getLast();
    assertTrue(last.startsWith("alq: no row of table2 could be run: no data"), last);
  }
}
