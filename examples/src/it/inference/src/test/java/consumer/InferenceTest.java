package consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Picture;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's server: runs a model that another project has trained, with alq-core alone. */
class InferenceTest {

  private static final Path MODEL = Path.of(System.getProperty("model"));

  private static float[] numbers(String file) throws Exception {
    List<String> lines = Files.readAllLines(MODEL.resolveSibling(file));
    float[] numbers = new float[lines.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(lines.get(i));
    }
    return numbers;
  }

  @Test
  void runsAModelOfAnotherProject() throws Exception {
    PackedModel model = PackedModelFile.read(MODEL);
    assertEquals("consumer", model.provenance().recipe());
    try (Engine engine = Engine.start(1);
        InferenceSession session = InferenceSession.of(model, engine)) {
      float[] pictures = numbers("pictures.txt");
      Shape shape = Shape.of(pictures.length / (28 * 28), 28, 28, 1);
      float[] logits = session.logits(Tensor.of(shape, pictures)).data();
      assertArrayEquals(numbers("logits.txt"), logits);
    }
  }

  @Test
  void runsTheProgramOfTheGuide() throws Exception {
    PackedModel model = PackedModelFile.read(MODEL);
    byte[] levels = new byte[56 * 56];
    Arrays.fill(levels, 0, levels.length / 2, (byte) 200);
    List<Picture> pictures = List.of(new Picture(56, 56, 1, levels), picture(28));
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8);
    try (InferenceSession session = InferenceSession.of(model)) {
      List<String> names = Classifier.names(session, pictures);
      assertEquals(2, names.size());
      assertTrue(model.classNames().containsAll(names), names::toString);
      Tensor batch = Classifier.input(pictures, model.preprocessing());
      Normalization normalization = model.preprocessing().normalization();
      assertEquals(normalization.apply(200, 0), batch.data()[0], 1e-6f);
      assertEquals(normalization.apply(0, 0), batch.data()[28 * 28 - 1], 1e-6f);
      assertEquals(normalization.apply(7, 0), batch.data()[28 * 28], 1e-6f);
      Classifier.profile(session, batch, out);
      Classifier.compare(MODEL, MODEL, batch, out);
    }
    String printed = text.toString(StandardCharsets.UTF_8);
    assertTrue(printed.contains("conv: ") && printed.contains("probability="), printed);
  }

  private static Picture picture(int side) {
    byte[] levels = new byte[side * side];
    Arrays.fill(levels, (byte) 7);
    return new Picture(side, side, 1, levels);
  }

  @Test
  void readersTellWhatIsWrong(@TempDir Path folder) throws Exception {
    Path cut = folder.resolve("cut.alq");
    byte[] whole = Files.readAllBytes(MODEL);
    Files.write(cut, Arrays.copyOf(whole, whole.length - 1));
    assertTrue(Classifier.problem(MODEL).startsWith("intact"));
    assertTrue(Classifier.problem(cut).startsWith("no packed model, or a damaged one: " + cut));
    assertTrue(Classifier.problem(folder.resolve("missing")).startsWith("no such file"));
    String ofFolder = Classifier.problem(folder);
    assertTrue(ofFolder.startsWith("no packed model, or a damaged one: " + folder), ofFolder);
  }

  @Test
  void networksAndDataSetsAreNotThere() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.alq.models.LeNet5"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.alq.data.Mnist"));
  }
}
