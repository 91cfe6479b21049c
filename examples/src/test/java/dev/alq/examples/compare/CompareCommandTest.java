package dev.alq.examples.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.ByteImages;
import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.examples.Attempt;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.CommandFailure;
import dev.alq.models.LeNet5;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CompareCommandTest {

  @TempDir private Path folder;

  private Attempt compare(String... options) {
    List<String> args =
        new ArrayList<>(List.of("compare", "lenet5", "--dataset", "synthetic", "--threads", "1"));
    args.addAll(List.of(options));
    return Attempt.in(folder, args.toArray(String[]::new));
  }

  private List<String> rows() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("lenet5-methods.csv"));
    assertEquals(ComparedRun.HEADER, lines.getFirst());
    return lines.subList(1, lines.size());
  }

  @Test
  void everyMethodIsRunAndSummedUp() throws IOException {
    Attempt attempt = compare("--seeds", "5", "--bits", "1,0.5", "--json");
    assertEquals(0, attempt.exit(), attempt.err());
    assertEquals(2 * MethodName.values().length, rows().size());
    JsonNode json = attempt.json();
    assertEquals("tiny", json.get("recipe").asString());
    assertEquals("synthetic", json.get("data").asString());
    assertEquals(rows().size(), json.get("summaries").size());
    for (JsonNode summary : json.get("summaries")) {
      double bits = summary.get("bits").asDouble();
      double reached = summary.get("averageBitwidth").asDouble();
      assertTrue(reached <= bits && reached > bits - 0.01, summary.toString());
      assertEquals(1, summary.get("runs").asInt());
    }
    assertTrue(attempt.err().contains("| 1.0 | alq | "), attempt.err());
    assertTrue(attempt.err().contains("| 0.5 | ste-loss | "), attempt.err());
  }

  @Test
  void whatHasEndedIsNotRunAgain() throws IOException {
    String[] few = {"--seeds", "5,6", "--bits", "1", "--methods", "alq,ste"};
    assertEquals(0, compare(few).exit());
    List<String> first = rows();
    assertEquals(4, first.size());
    Files.writeString(
        folder.resolve("lenet5-methods.csv"),
        ComparedRun.HEADER + "\n" + String.join("\n", first.subList(0, 3)) + "\n");
    Attempt again = compare(few);
    assertEquals(0, again.exit(), again.err());
    assertEquals(first, rows());
    assertEquals(1, again.err().lines().filter(line -> line.startsWith("tiny-1.0-bit")).count());
    Attempt nothing = compare(few);
    assertEquals(first, rows());
    assertEquals(again.out(), nothing.out());
  }

  /** A row says what the command for that method alone says. */
  @Test
  void aRowIsWhatQuantizeMakesOfTheSameSeed() throws IOException {
    compare("--seeds", "5", "--bits", "1", "--methods", "ste-loss");
    ComparedRun row = ComparedRun.parse(rows().getFirst());
    Attempt quantize =
        Attempt.in(
            folder,
            "quantize",
            "lenet5",
            "--dataset",
            "synthetic",
            "--seed",
            "5",
            "--method",
            "ste-loss",
            "--bits",
            "1",
            "--json");
    assertEquals(0, quantize.exit(), quantize.err());
    JsonNode json = quantize.json();
    assertEquals("tiny-1.0-bit-ste-loss-aware", json.get("recipe").asString());
    assertEquals(json.get("packedTestTop1").asDouble(), row.testTop1());
    assertEquals(json.get("floatTestTop1").asDouble(), row.floatTop1());
    assertEquals(json.get("averageBitwidth").asDouble(), row.averageBitwidth());
    assertEquals(json.get("weightBytes").asLong(), row.weightBytes());
  }

  /** Rows of one file may have the same recipe name, method, bitwidth and seed. */
  @Test
  void rowsOfOtherRunsAreNotTaken() throws IOException {
    String[] one = {"--seeds", "5", "--bits", "1", "--methods", "alq"};
    assertEquals(0, compare(one).exit());
    ComparedRun row = ComparedRun.parse(rows().getFirst());
    String other = row.csv().replace(row.run(), "0".repeat(row.run().length()));
    Files.writeString(
        folder.resolve("lenet5-methods.csv"), ComparedRun.HEADER + "\n" + other + "\n");
    Attempt attempt = compare(one);
    assertEquals(0, attempt.exit(), attempt.err());
    assertEquals(List.of(other, row.csv()), rows());
    JsonNode json = compare("--seeds", "5,5", "--bits", "1", "--methods", "alq", "--json").json();
    assertEquals(1, json.get("summaries").get(0).get("runs").asInt());
  }

  @Test
  void aRunIsAnotherOneIfAnythingThatDecidesItsRowIsAnother() {
    Recipe recipe = LeNet5.recipe(Preset.QUICK);
    ByteImages digits = SyntheticDigits.of(1, 30);
    ByteImages others = SyntheticDigits.of(2, 30);
    ImageData data = new ImageData(ImageData.Name.FOLDER, "", digits, digits);
    Set<String> runs = new HashSet<>();
    runs.add(Comparison.run(Network.LENET5, recipe, data, 1));
    runs.add(Comparison.run(Network.LENET5, recipe, data, 2));
    runs.add(Comparison.run(Network.LENET5, recipe.endingAt(0.5), data, 1));
    runs.add(Comparison.run(Network.LENET5, recipe.with(MethodName.STE.at(1)), data, 1));
    Recipe sameName = recipe.withAugmentation(new Augmentation.Translate(1));
    assertEquals(recipe.name(), sameName.name());
    runs.add(Comparison.run(Network.LENET5, sameName, data, 1));
    ImageData otherTest = new ImageData(data.name(), "", digits, others);
    runs.add(Comparison.run(Network.LENET5, recipe, otherTest, 1));
    ImageData otherTraining = new ImageData(data.name(), "", others, digits);
    runs.add(Comparison.run(Network.LENET5, recipe, otherTraining, 1));
    assertEquals(7, runs.size());
    ImageData same = new ImageData(data.name(), "elsewhere", SyntheticDigits.of(1, 30), digits);
    assertTrue(runs.contains(Comparison.run(Network.LENET5, recipe, same, 1)));
  }

  @Test
  void impossibleBitsAreRefusedBeforeAnythingIsTrained() {
    for (String bits : List.of("1,100", "1,0", "1,-1")) {
      Attempt attempt = compare("--seeds", "5", "--bits", bits, "--methods", "alq");
      assertEquals(2, attempt.exit(), attempt.err());
      assertTrue(attempt.err().contains("--bits " + bits.substring(2)), attempt.err());
      assertFalse(attempt.err().contains("tiny, float"), attempt.err());
      assertFalse(Files.exists(folder.resolve("lenet5-methods.csv")));
    }
  }

  @Test
  void spreadIsThatOfTheRuns() {
    List<ComparedRun> runs = new ArrayList<>();
    double[] accuracies = {98, 99, 98.5, 97};
    for (int k = 0; k < accuracies.length; k++) {
      MethodName method = k < 3 ? MethodName.ALQ : MethodName.STE;
      runs.add(
          new ComparedRun("h", "r", "d", 1, method, k, 18, 99, 98, accuracies[k], 0.99, 1000 + k));
    }
    List<ComparisonSummary> summaries = ComparisonSummary.of(runs);
    assertEquals(2, summaries.size());
    ComparisonSummary alq = summaries.getFirst();
    assertEquals(98.5, alq.meanTop1());
    assertEquals(0.5, alq.deviation(), 1e-12);
    assertEquals(98, alq.lowestTop1());
    assertEquals(99, alq.highestTop1());
    assertEquals(1001, alq.weightBytes());
    assertEquals(0, summaries.getLast().deviation());
    for (ComparedRun run : runs) {
      assertEquals(run, ComparedRun.parse(run.csv()));
    }
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Path file = Files.writeString(folder.resolve("lenet5-methods.csv"), "a,b\n1,2\n");
    Attempt attempt = compare("--methods", "alq");
    assertEquals(1, attempt.exit());
    assertTrue(attempt.err().contains("no file of compared runs"), attempt.err());
    assertEquals("a,b\n1,2\n", Files.readString(file));
    Files.writeString(file, ComparedRun.HEADER + "\n1,2\n");
    assertTrue(compare("--methods", "alq").err().contains("line 2"));
  }

  @Test
  void twoComparisonsOnOneFileKeepEachOthersRows() throws IOException {
    Path path = Files.createFile(folder.resolve("rows.csv")); // as another command begins it
    ComparisonFile one = new ComparisonFile(path);
    ComparisonFile other = new ComparisonFile(path);
    List<ComparedRun> runs = new ArrayList<>();
    for (int k = 0; k < 4; k++) {
      ComparedRun run =
          new ComparedRun("h" + k, "r", "d", 1, MethodName.ALQ, k, 18, 99, 98, 97, 0.99, 1000);
      (k % 2 == 0 ? one : other).add(run);
      runs.add(run);
    }
    assertEquals(runs, one.runs());
    assertEquals(runs, other.runs());
    assertEquals(Optional.of(runs.get(1)), one.find("h1"));
  }

  @Test
  void aRowThatWasCutOffIsRefused() throws IOException {
    Path path = folder.resolve("rows.csv");
    ComparedRun run =
        new ComparedRun("h", "r", "d", 1, MethodName.ALQ, 1, 18, 99, 98, 97, 0.99, 1000);
    new ComparisonFile(path).add(run);
    String whole = Files.readString(path);
    Files.writeString(path, whole.substring(0, whole.length() - 2)); // 100 bytes of weights
    CommandFailure failure = assertThrows(CommandFailure.class, () -> new ComparisonFile(path));
    assertTrue(String.valueOf(failure.getMessage()).contains("line 2"), failure.getMessage());
  }
}
