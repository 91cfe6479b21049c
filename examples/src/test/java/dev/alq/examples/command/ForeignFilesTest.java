package dev.alq.examples.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.examples.Attempt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Networks that go to files of other programs and come from them. */
class ForeignFilesTest {

  @TempDir private static Path folder;
  private static Attempt training = new Attempt(-1, "", "");

  private static Attempt runs(int exit, String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--dataset", "synthetic", "--json"));
    Attempt attempt = Attempt.in(folder, all.toArray(String[]::new));
    assertEquals(exit, attempt.exit(), attempt.err());
    return attempt;
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @BeforeAll
  static void train() {
    String weights = path("lenet5.safetensors");
    training = runs(0, "train", "lenet5", "--export", weights, "--export", path("lenet5.onnx"));
  }

  @Test
  void exportsAreWrittenBesideTheModel() {
    assertTrue(Files.isRegularFile(folder.resolve("lenet5-float.alq")));
    assertTrue(Files.isRegularFile(folder.resolve("lenet5.onnx")));
  }

  @Test
  void evalTestsWeightsOfAFile() {
    JsonNode score = runs(0, "eval", "lenet5", "--from", path("lenet5.safetensors")).json();
    assertEquals(
        training.json().get("packedTestTop1").asDouble(), score.get("top1").asDouble(), 1e-9);
  }

  @Test
  void quantizeBeginsWithWeightsOfAFile() {
    String weights = path("lenet5.safetensors");
    Attempt attempt = runs(0, "quantize", "lenet5", "--from", weights, "--out", path("q.alq"));
    assertEquals(
        training.json().get("floatTestTop1").asDouble(),
        attempt.json().get("floatTestTop1").asDouble(),
        1e-9);
    assertTrue(attempt.err().contains(" 1/2 pruning "), attempt.err());
  }

  @Test
  void noFileIsNamedForTwoThings() throws IOException {
    String weights = path("lenet5.safetensors");
    byte[] before = Files.readAllBytes(folder.resolve("lenet5.safetensors"));
    String[][] clashes = {
      {"--out", path("x.onnx"), "--export", path("x.onnx")},
      {"--out", path("x.alq"), "--export", path("x.onnx"), "--export", path("./x.onnx")},
      {"--out", path("x.alq"), "--from", weights, "--export", weights},
    };
    for (String[] clash : clashes) {
      List<String> args = new ArrayList<>(List.of("train", "lenet5"));
      args.addAll(List.of(clash));
      Attempt attempt = runs(2, args.toArray(String[]::new));
      assertTrue(attempt.err().contains("is named for two things"), attempt.err());
    }
    assertFalse(Files.exists(folder.resolve("x.onnx")));
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("lenet5.safetensors")));
  }

  @Test
  void quantizedActivationsGoToOnnxAlone() {
    String export = path("activations.safetensors");
    Attempt attempt =
        runs(
            1,
            "quantize",
            "lenet5",
            "--activation-bits",
            "2",
            "--out",
            path("activations.alq"),
            "--export",
            export);
    assertTrue(attempt.err().contains("no place for quantized activations"), attempt.err());
    assertFalse(Files.exists(folder.resolve("activations.safetensors")));
  }

  @Test
  void weightsThatARunBeganWithAreAskedForAgain() {
    String weights = path("lenet5.safetensors");
    String run = path("run with weights");
    runs(0, "quantize", "lenet5", "--from", weights, "--run", run);
    Attempt without = runs(1, "quantize", "--run", run, "--resume");
    assertTrue(without.err().contains("name it again by --from"), without.err());
    runs(0, "quantize", "--from", weights, "--run", run, "--resume");
    Attempt lonely = runs(2, "train", "lenet5", "--classifier", "new");
    assertTrue(lonely.err().contains("--classifier needs weights"), lonely.err());
  }

  @Test
  void filesThatDoNotFitAreRefusedBeforeTraining() {
    String weights = path("lenet5.safetensors");
    Attempt other = runs(1, "eval", "vgg-small", "--from", path("none.pth"));
    assertTrue(other.err().contains("none.pth: no such file"), other.err());
    Attempt kind = runs(2, "train", "lenet5", "--export", path("x.bin"), "--out", path("x.alq"));
    assertTrue(kind.err().contains("ends with .safetensors or .onnx"), kind.err());
    Attempt model =
        runs(1, "train", "lenet5", "--from", path("lenet5-float.alq"), "--out", path("x.alq"));
    assertTrue(model.err().contains("not a checkpoint in PyTorch's layout"), model.err());
    Attempt name = runs(2, "eval", weights, "--from", weights);
    assertTrue(name.err().contains("no network; one of [lenet5, vgg-small"), name.err());
    assertFalse(Files.exists(folder.resolve("x.alq")));
  }
}
