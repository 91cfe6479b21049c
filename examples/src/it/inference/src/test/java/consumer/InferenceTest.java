package consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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
  void networksAndDataSetsAreNotThere() {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.alq.models.LeNet5"));
    assertThrows(ClassNotFoundException.class, () -> Class.forName("dev.alq.data.Mnist"));
  }
}
