package dev.alq.examples.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.ByteImages;
import dev.alq.data.SyntheticDigits;
import dev.alq.examples.Attempt;
import dev.alq.examples.run.RunMetrics;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportCommandTest {

  private static final Pattern SVG = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL);

  @TempDir private static Path folder;
  private static Path run = Path.of("");
  private static Attempt reported = new Attempt(-1, "", "");
  private static String html = "";

  @BeforeAll
  static void report() throws IOException {
    run = folder.resolve("a <run> & more");
    Attempt quantize =
        Attempt.in(folder, "quantize", "lenet5", "--dataset", "synthetic", "--run", run.toString());
    assertEquals(0, quantize.exit(), quantize.err());
    reported = Attempt.in(folder, "report", run.toString(), "--json");
    assertEquals(0, reported.exit(), reported.err());
    html = Files.readString(run.resolve("report.html"));
  }

  @Test
  void thePageLoadsAndRunsNothing() {
    assertTrue(html.startsWith("<!DOCTYPE html>"));
    assertTrue(html.endsWith("</html>\n"));
    assertTrue(html.contains("default-src 'none'"));
    for (String word : List.of("<script", "http:", "https:", "//", "src=", "@import", "url(")) {
      assertFalse(html.contains(word), word);
    }
    Matcher references = Pattern.compile("href=\"([^\"]*)\"").matcher(html);
    assertTrue(references.find());
    assertEquals("data:,", references.group(1));
    assertFalse(references.find());
  }

  @Test
  void whatComesFromOutsideIsText() {
    assertTrue(html.contains("<title>Run a &lt;run&gt; &amp; more</title>"));
    assertFalse(html.contains("<run>"));
  }

  /** Each image classified on its own, and counted by hand. */
  @Test
  void theConfusionMatrixIsThatOfTheModel() throws IOException {
    ByteImages images = SyntheticDigits.of(2, Attempt.DRAWN_TEST);
    int classes = images.classNames().size();
    long[][] confusion = new long[classes][classes];
    try (Engine engine = Engine.start(1);
        InferenceSession session =
            InferenceSession.of(PackedModelFile.read(run.resolve("lenet5.alq")), engine)) {
      for (int i = 0; i < images.size(); i++) {
        Tensor image = Tensor.zeros(Shape.of(1, 28, 28, 1));
        images.image(i, 0, image.data(), 0);
        float[] logits = session.logits(image).data();
        int best = 0;
        for (int c = 1; c < classes; c++) {
          best = logits[c] > logits[best] ? c : best;
        }
        confusion[images.label(i)][best]++;
      }
    }
    List<List<String>> rows = rowsAfter("right \\ taken for");
    long right = 0;
    for (int c = 0; c < classes; c++) {
      assertEquals(images.classNames().get(c), rows.get(c).getFirst());
      for (int taken = 0; taken < classes; taken++) {
        String cell = rows.get(c).get(taken + 1);
        assertEquals(confusion[c][taken], cell.isEmpty() ? 0 : Long.parseLong(cell));
      }
      right += confusion[c][c];
    }
    assertEquals(100.0 * right / images.size(), reported.json().get("testTop1").asDouble(), 1e-9);
  }

  @Test
  void sizesAreThoseThatInspectTells() {
    var inspected =
        Attempt.in(folder, "inspect", run.resolve("lenet5.alq").toString(), "--json").json();
    List<List<String>> rows = rowsAfter("size");
    List<String> names =
        List.of(
            "floatWeightBytes", "weightBytes", "compactedBytes", "fileBytes", "compactedFileBytes");
    for (int i = 0; i < names.size(); i++) {
      assertEquals(
          inspected.get(names.get(i)).asLong(),
          Long.parseLong(rows.get(i).get(1).replace(",", "")),
          names.get(i));
    }
    assertEquals("conv1", rowsAfter("layer").getFirst().getFirst());
  }

  @Test
  void chartsAreWellFormedAndHoldEveryEpoch() throws Exception {
    Matcher charts = SVG.matcher(html);
    List<Document> documents = new ArrayList<>();
    while (charts.find()) {
      byte[] text = charts.group().getBytes(StandardCharsets.UTF_8);
      documents.add(
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(text)));
    }
    assertEquals(4, documents.size());
    int epochs = RunMetrics.read(run).epochs().size();
    for (int chart = 0; chart < 3; chart++) {
      var lines = documents.get(chart).getElementsByTagName("polyline");
      assertEquals(chart == 0 ? 2 : 1, lines.getLength());
      String points = lines.item(0).getAttributes().getNamedItem("points").getNodeValue();
      assertEquals(epochs, points.split(" ").length);
    }
    assertEquals(4, documents.get(3).getElementsByTagName("rect").getLength(), "a bar per layer");
  }

  @Test
  void originIsThatOfTheRun() {
    List<List<String>> rows = rowsAfter("");
    assertTrue(rows.contains(List.of("network", "lenet5")), rows.toString());
    assertTrue(html.contains("<td>seed</td><td>1</td>"));
    assertTrue(html.contains("<td>begun with kernels</td>"));
    assertTrue(html.contains("&quot;tiny&quot;"), "the recipe");
  }

  @Test
  void aRunWithoutItsDataOrItsEndIsStillShown() throws IOException {
    Path unfinished = withoutModel("unfinished");
    Path page = folder.resolve("page.html");
    Attempt early = Attempt.in(folder, "report", unfinished.toString(), "--out", page.toString());
    assertEquals(0, early.exit(), early.err());
    assertTrue(
        Files.readString(page)
            .contains("the run has not come to its end, or put its model elsewhere"));
    Attempt missing =
        Attempt.in(
            folder,
            "report",
            run.toString(),
            "--dataset",
            "mnist",
            "--out",
            page.toString(),
            "--json");
    assertEquals(0, missing.exit(), missing.err());
    assertTrue(missing.json().get("testTop1").isNull());
    assertTrue(Files.readString(page).contains("The model was not tested: no data"));
    Attempt none = Attempt.in(folder, "report", folder.resolve("none").toString());
    assertEquals(1, none.exit());
    assertTrue(none.err().contains("there is no run in this folder"), none.err());
  }

  @Test
  void aModelThatLiesElsewhereIsNamed() throws IOException {
    Path moved = withoutModel("moved");
    String model = run.resolve("lenet5.alq").toString();
    Attempt named = Attempt.in(folder, "report", moved.toString(), "--model", model, "--json");
    assertEquals(0, named.exit(), named.err());
    assertEquals(reported.json().get("testTop1"), named.json().get("testTop1"));
    Attempt drawn = Attempt.in(folder, "train", "lenet5", "--dataset", "synthetic", "--seed", "7");
    assertEquals(0, drawn.exit(), drawn.err());
    String foreign = folder.resolve("lenet5-float.alq").toString();
    Attempt other = Attempt.in(folder, "report", moved.toString(), "--model", foreign);
    assertEquals(1, other.exit());
    assertTrue(
        other.err().contains("another recipe, seed or other data than the run"), other.err());
  }

  @Test
  void dataThatTheRunDidNotLearnFromAreNamed() throws IOException {
    assertFalse(html.contains("learnt from other data"), "its own data");
    Attempt.writeMnist(folder);
    Path page = folder.resolve("other data.html");
    Attempt attempt =
        Attempt.in(
            folder,
            "report",
            run.toString(),
            "--dataset",
            "mnist",
            "--data",
            folder.toString(),
            "--out",
            page.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    String text = Files.readString(page);
    assertTrue(text.contains("test images of mnist"));
    assertTrue(text.contains("learnt from other data"));
  }

  @Test
  void whatIsNoPageIsNotReplaced() throws IOException {
    for (String name : List.of("lenet5.alq", "recipe.json")) {
      byte[] before = Files.readAllBytes(run.resolve(name));
      Attempt attempt =
          Attempt.in(folder, "report", run.toString(), "--out", run.resolve(name).toString());
      assertEquals(1, attempt.exit(), attempt.err());
      assertTrue(attempt.err().contains("no page, so it is not replaced"), attempt.err());
      assertArrayEquals(before, Files.readAllBytes(run.resolve(name)), name);
    }
  }

  @Test
  void runsOfOtherNetworksAreShown() throws IOException {
    Path own = withoutModel("own");
    String origin = Files.readString(own.resolve("provenance.json"));
    Files.writeString(own.resolve("provenance.json"), origin.replace("\"lenet5\"", "\"own, 1\""));
    Attempt attempt = Attempt.in(folder, "report", own.toString(), "--json");
    assertEquals(0, attempt.exit(), attempt.err());
    assertTrue(attempt.json().get("testTop1").isNull());
    String text = Files.readString(own.resolve("report.html"));
    assertTrue(text.contains("own, 1"));
    String model = run.resolve("lenet5.alq").toString();
    Attempt named = Attempt.in(folder, "report", own.toString(), "--model", model);
    assertEquals(0, named.exit(), named.err());
    assertTrue(
        Files.readString(own.resolve("report.html")).contains("network is unknown here: own, 1"));
  }

  @Test
  void aNarrowNetworkIsNamedByItsWidth() throws IOException {
    Path narrow = withoutModel("narrow");
    String origin = Files.readString(narrow.resolve("provenance.json"));
    String changed =
        origin
            .replace("\"lenet5\"", "\"vgg-small\"")
            .replace("\"width\":\"1.0\"", "\"width\":\"0.5\"");
    Files.writeString(narrow.resolve("provenance.json"), changed);
    Attempt attempt = Attempt.in(folder, "report", narrow.toString());
    assertEquals(0, attempt.exit(), attempt.err());
    String text = Files.readString(narrow.resolve("report.html"));
    assertTrue(text.contains("<td>network</td><td>vgg-small-0.5</td>"), changed);
  }

  /** What the run recorded, in a folder of another name. */
  private static Path withoutModel(String name) throws IOException {
    Path copy = Files.createDirectories(folder.resolve(name));
    for (String file : List.of("recipe.json", "provenance.json", "metrics.csv")) {
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  /** The rows of the table whose first heading is given. */
  private static List<List<String>> rowsAfter(String heading) {
    int start = html.indexOf("<tr><th>" + heading + "</th>");
    assertTrue(start >= 0, heading);
    String table = html.substring(start, html.indexOf("</table>", start));
    List<List<String>> rows = new ArrayList<>();
    for (String line : table.split("<tr>", -1)) {
      Matcher cells = Pattern.compile("<td[^>]*>(.*?)</td>").matcher(line);
      List<String> row = new ArrayList<>();
      while (cells.find()) {
        row.add(cells.group(1));
      }
      if (!row.isEmpty()) {
        rows.add(row);
      }
    }
    return rows;
  }
}
