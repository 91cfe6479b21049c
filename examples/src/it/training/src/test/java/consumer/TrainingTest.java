package consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.AdamOptions;
import dev.alq.optim.LearningRate;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.step.Budget;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.train.AlqTrainer;
import dev.alq.train.DefaultGrouping;
import dev.alq.train.FloatMethod;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import dev.alq.train.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A user's program: trains a few batches, packs and infers with what the artifacts bring. */
class TrainingTest {

  private static final long SEED = 1;
  private static final int PICTURES = 3;
  private static final int CLASSES = 10;

  private static Layer network() {
    return Sequential.of(
        "small",
        Conv2d.create("conv", 1, 4, 5, 1, 2, SEED),
        new MaxPool("pool", 4, 4, 0),
        new Relu("relu"),
        new Flatten("flatten"),
        Linear.create("classes", 4 * 7 * 7, CLASSES, SEED));
  }

  private static Recipe recipe(Layer network) {
    LearningRate rate = new LearningRate.Constant(3e-3);
    return new Recipe(
        "consumer",
        DefaultGrouping.plan(network, 3),
        Schedule.of(new Phase.Pretrain(2, new FloatMethod.Adaptive(AdamOptions.DEFAULT), rate)),
        Schedule.of(
            new Phase.Sketching(),
            Phase.Prune.to(new Budget.AverageBitwidth(1)),
            new Phase.OptimizeBases(1, rate)),
        16,
        Loss.CROSS_ENTROPY,
        new Augmentation.None(),
        0.25);
  }

  private static Tensor pictures(Dataset digits) {
    Tensor pictures = Tensor.zeros(Shape.of(PICTURES, 28, 28, 1));
    for (int i = 0; i < PICTURES; i++) {
      digits.image(i, 0, pictures.data(), i * 28 * 28);
    }
    return pictures;
  }

  @Test
  void trainsPacksAndInfers() throws Exception {
    Dataset digits = SyntheticDigits.of(SEED, 128);
    Layer network = network();
    Recipe recipe = RecipeJson.parse("recipe", RecipeJson.print(recipe(network)));
    Path file = Path.of(System.getProperty("model"));
    try (Engine engine = Engine.start(2)) {
      AlqTrainer.Data data = AlqTrainer.Data.split(digits, recipe.validationShare(), SEED);
      var trainer = new AlqTrainer(engine, network, recipe.plan(), recipe.options(SEED), data);
      TrainingReport report = trainer.run(recipe.schedule(), TrainingListener.NONE);
      assertEquals(4, report.epochs().size());
      assertTrue(report.epochs().getLast().averageBitwidth() <= 1, report.toString());
      PackedModel model =
          Packer.pack(
              network,
              trainer.quantizedWeights(),
              SyntheticDigits.preprocessing(),
              Provenance.of(digits.contentHash(), recipe.name(), SEED));
      assertNotEquals("development", model.provenance().libraryVersion());
      PackedModelFile.write(model, file);
      try (InferenceSession session = InferenceSession.of(PackedModelFile.read(file), engine)) {
        float[] logits = session.logits(pictures(digits)).data();
        assertEquals(PICTURES * CLASSES, logits.length);
        // For the project that has the file alone: what it must find, and for what pictures.
        write(file.resolveSibling("pictures.txt"), pictures(digits).data());
        write(file.resolveSibling("logits.txt"), logits);
        assertArrayEquals(logits, session.logits(pictures(digits)).data());
      }
    }
  }

  private static void write(Path file, float[] numbers) throws Exception {
    Files.writeString(
        file,
        IntStream.range(0, numbers.length)
            .mapToObj(i -> String.valueOf(numbers[i]))
            .collect(Collectors.joining("\n")));
  }
}
