package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.ByteImages;
import dev.alq.data.SyntheticDigits;
import dev.alq.examples.Attempt;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.Prediction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that read a model, tried on one that {@code quantize} and {@code train} wrote. */
class ModelCommandsTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void writeModels() {
    for (String command : new String[] {"quantize", "train"}) {
      String out = folder.resolve(command + ".alq").toString();
      Attempt attempt =
          Attempt.in(folder, command, "lenet5", "--dataset", "synthetic", "--out", out);
      assertEquals(0, attempt.exit(), attempt.err());
    }
  }

  @Test
  void evalCountsAsOneByOne() throws IOException {
    JsonNode score = succeeds("eval", model(), "--json").json();
    ByteImages test = SyntheticDigits.of(2, Attempt.DRAWN_TEST);
    long[][] confusion = new long[10][10];
    int right = 0;
    int inTopFive = 0;
    try (InferenceSession session = InferenceSession.open(Path.of(model()))) {
      for (int i = 0; i < test.size(); i++) {
        Prediction prediction = session.classify(image(test, i)).getFirst();
        int label = test.label(i);
        confusion[label][prediction.best().index()]++;
        right += prediction.best().index() == label ? 1 : 0;
        inTopFive += prediction.top(5).stream().anyMatch(c -> c.index() == label) ? 1 : 0;
      }
    }
    assertEquals("synthetic", score.get("data").asString());
    assertTrue(score.get("trainedOnThisData").asBoolean());
    assertEquals(100.0 * right / test.size(), score.get("top1").asDouble(), 1e-9);
    assertEquals(100.0 * inTopFive / test.size(), score.get("top5").asDouble(), 1e-9);
    for (int row = 0; row < 10; row++) {
      for (int column = 0; column < 10; column++) {
        assertEquals(confusion[row][column], score.get("confusion").get(row).get(column).asLong());
      }
    }
  }

  @Test
  void evalSaysThatTheDataAreOthers() throws IOException {
    Attempt.writeMnist(folder);
    Attempt other =
        succeeds("eval", model(), "--data", folder.toString(), "--dataset", "mnist", "--json");
    assertTrue(other.err().contains("trained on other data"), other.err());
    assertFalse(other.json().get("trainedOnThisData").asBoolean());
    Attempt found = succeeds("eval", model(), "--data", folder.toString());
    assertTrue(found.out().contains("60 test images of synthetic"), found.out());
    assertFalse(found.err().contains("other data"), found.err());
  }

  @Test
  void inspectShowsSizesAndOrigin() throws IOException {
    JsonNode contents = succeeds("inspect", model(), "--json").json();
    PackedModel packed = PackedModelFile.read(Path.of(model()));
    assertEquals(Files.size(Path.of(model())), contents.get("fileBytes").asLong());
    assertEquals(packed.provenance().dataHash(), contents.get("dataHash").asString());
    assertEquals("tiny", contents.get("recipe").asString());
    assertEquals(10, contents.get("classNames").size());
    JsonNode conv1 = contents.get("layers").get(0);
    assertEquals("conv1", conv1.get("name").asString());
    int groups = 0;
    for (JsonNode count : conv1.get("bitwidths")) {
      groups += count.asInt();
    }
    assertEquals(20, groups, "each group has one bitwidth");
    String text = succeeds("inspect", model()).out();
    assertTrue(text.contains("groups with I_g =") && text.contains("weights by formula"), text);
  }

  /** Says what inspect promises, and what comes out is the network. */
  @Test
  void compactWritesTheSameNetworkSmaller() throws IOException {
    JsonNode before = succeeds("inspect", model(), "--json").json();
    String out = folder.resolve("compacted.alq").toString();
    JsonNode result = succeeds("compact", model(), "--out", out, "--json").json();
    for (String size : new String[] {"weightBytes", "compactedBytes", "compactedFileBytes"}) {
      assertEquals(before.get(size).asLong(), result.get(size).asLong(), size);
    }
    assertEquals(Files.size(Path.of(model())), result.get("fileBytes").asLong());
    assertEquals(Files.size(Path.of(out)), result.get("compactedFileBytes").asLong());
    assertTrue(result.get("compactedBytes").asLong() <= result.get("weightBytes").asLong());
    JsonNode after = succeeds("inspect", out, "--json").json();
    assertEquals(after.get("weightBytes").asLong(), after.get("compactedBytes").asLong());
    assertEquals(after.get("fileBytes").asLong(), after.get("compactedFileBytes").asLong());
    assertEquals(
        succeeds("eval", model(), "--json").json().get("confusion"),
        succeeds("eval", out, "--json").json().get("confusion"));
    assertTrue(succeeds("compact", model(), "--out", out).out().contains("compacted"));
  }

  @Test
  void inspectListsFloatLayers() {
    String file = folder.resolve("train.alq").toString();
    JsonNode contents = succeeds("inspect", file, "--json").json();
    assertEquals(32, contents.get("averageBitwidth").asDouble());
    assertEquals(4 * 430_500, contents.get("weightBytes").asLong());
    String text = succeeds("inspect", file).out();
    assertTrue(text.contains("float") && !text.contains("I_g"), text);
  }

  @Test
  void predictSaysWhatTheSessionSays() throws IOException {
    ByteImages test = SyntheticDigits.of(2, 4);
    Path light = folder.resolve("light.png");
    SamplePicture.write(test, 3, light);
    Path dark = invert(light, folder.resolve("dark.png"));
    Prediction expected;
    try (InferenceSession session = InferenceSession.open(Path.of(model()))) {
      expected = session.classify(image(test, 3)).getFirst();
    }
    Attempt attempt =
        succeeds("predict", light.toString(), dark.toString(), "--model", model(), "--json");
    JsonNode answers = attempt.json().get("predictions");
    assertEquals("light-on-dark", answers.get(0).get("ink").asString());
    assertEquals("dark-on-light", answers.get(1).get("ink").asString());
    for (JsonNode answer : answers) {
      assertFalse(answer.get("centred").asBoolean(), "it has the network's size");
      assertEquals(3, answer.get("candidates").size());
      for (int k = 0; k < 3; k++) {
        JsonNode candidate = answer.get("candidates").get(k);
        Prediction.Candidate same = expected.candidates().get(k);
        assertEquals(same.name(), candidate.get("name").asString());
        assertEquals(same.probability(), candidate.get("probability").asDouble());
      }
    }
  }

  @Test
  void aDamagedPictureDoesNotHideTheOthers() throws IOException {
    Path good = folder.resolve("good.png");
    SamplePicture.write(SyntheticDigits.of(2, 1), 0, good);
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
    String none = folder.resolve("none.png").toString();
    Attempt attempt =
        Attempt.in(
            folder, "predict", bad.toString(), good.toString(), none, "--model", model(), "--json");
    assertEquals(1, attempt.exit());
    assertEquals(1, attempt.json().get("predictions").size());
    List<String> lines = attempt.err().lines().toList();
    String fault = lines.getLast();
    assertTrue(fault.startsWith("alq: " + bad) && fault.contains(none), fault);
  }

  @Test
  void predictObeysItsOptions() throws IOException {
    Path picture = folder.resolve("options.png");
    SamplePicture.write(SyntheticDigits.of(2, 1), 0, picture);
    Attempt attempt =
        succeeds(
            "predict",
            picture.toString(),
            "--model",
            model(),
            "--ink",
            "light-on-dark",
            "--centre",
            "always",
            "--threads",
            "1");
    assertTrue(attempt.out().contains("(light-on-dark, centred)"), attempt.out());
    assertEquals(4, attempt.out().lines().count(), attempt.out());
  }

  @Test
  void wrongFilesAreOneLine() throws IOException {
    Path blank = folder.resolve("blank.png");
    ImageIO.write(new BufferedImage(9, 5, BufferedImage.TYPE_BYTE_GRAY), "png", blank.toFile());
    Path cut = folder.resolve("cut.alq");
    byte[] bytes = Files.readAllBytes(Path.of(model()));
    Files.write(cut, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    fails("predict", blank.toString(), "--model", model());
    fails("predict", model(), "--model", model());
    fails("predict", folder.resolve("none.png").toString(), "--model", model());
    fails("predict", blank.toString());
    fails("inspect", cut.toString());
    fails("compact", cut.toString(), "--out", folder.resolve("never.alq").toString());
    fails("eval", cut.toString());
    fails("eval", folder.resolve("none.alq").toString());
    fails("inspect", folder.toString());
    fails("eval", model(), "--dataset", "mnist");
  }

  @Test
  void whatIsNoModelIsCalledSo() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "all that somebody wrote down");
    assertTrue(fails("eval", text.toString()).endsWith("notes.txt: is no packed model"));
    assertTrue(fails("eval", folder.toString()).contains(": is a folder; name the model in it"));
    String kept = Files.readString(text);
    String refused = "notes.txt: is there and no model, so it is not replaced";
    assertTrue(fails("compact", model(), "--out", text.toString()).endsWith(refused));
    assertTrue(fails("quickstart", "--out", text.toString()).endsWith(refused));
    assertTrue(fails("train", "lenet5", "--out", text.toString()).endsWith(refused));
    assertEquals(kept, Files.readString(text));
    succeeds("compact", model(), "--out", Files.createFile(folder.resolve("empty")).toString());
    succeeds("compact", model(), "--out", folder.resolve("empty").toString());
  }

  /** Synthetic digits in their place would give figures that nobody asked for. */
  @Test
  void aDataFolderWithoutTheModelsDataIsRefused() throws IOException {
    Path mnist = Files.createDirectories(folder.resolve("of mnist"));
    Attempt.writeMnist(mnist);
    String learned = folder.resolve("learned.alq").toString();
    succeeds("train", "lenet5", "--data", mnist.toString(), "--out", learned);
    String inner = mnist.resolve("mnist").toString();
    assertTrue(fails("eval", learned, "--data", inner).contains(inner + ": holds no mnist/"));
    Attempt variable =
        Attempt.in(folder, Map.of("ALQ_DATA", "/nope"), Attempt.RECIPE, "eval", learned);
    assertEquals(1, variable.exit(), variable.out());
    assertTrue(variable.err().contains("/nope: holds no mnist/"), variable.err());
  }

  private static String fails(String... args) {
    Attempt attempt = Attempt.in(folder, args);
    assertEquals(1, attempt.exit(), attempt.err());
    assertEquals("", attempt.out());
    assertEquals(1, attempt.err().lines().count(), attempt.err());
    assertTrue(attempt.err().startsWith("alq: "), attempt.err());
    return attempt.err().strip();
  }

  private static Attempt succeeds(String... args) {
    Attempt attempt = Attempt.in(folder, args);
    assertEquals(0, attempt.exit(), attempt.err());
    return attempt;
  }

  private static String model() {
    return folder.resolve("quantize.alq").toString();
  }

  private static Tensor image(ByteImages images, int index) {
    Tensor image = Tensor.zeros(Shape.of(1, 28, 28, 1));
    images.image(index, 0, image.data(), 0);
    return image;
  }

  private static Path invert(Path picture, Path target) throws IOException {
    BufferedImage image = ImageIO.read(picture.toFile());
    var raster = image.getRaster();
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        raster.setSample(x, y, 0, 255 - raster.getSample(x, y, 0));
      }
    }
    ImageIO.write(image, "png", target.toFile());
    return target;
  }
}
