package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.SyntheticDigits;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.ResNet;
import dev.alq.models.exchange.TorchExport;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.optim.LearningRate;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.step.Budget;
import dev.alq.train.EpochMetrics;
import dev.alq.train.Phase;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnRunTest {

  private static final long SEED = 3;

  @TempDir private Path folder;

  /** The program's plan and activations of 2 bits, in four epochs. */
  private static Recipe recipe(Layer network) {
    Recipe whole = OwnNetwork.recipe(network);
    var pretrain = (Phase.Pretrain) whole.floatTraining().phases().getFirst();
    var rate = new LearningRate.Constant(1e-3);
    return new Recipe(
            "short",
            OwnRun.plan(network),
            Schedule.of(new Phase.Pretrain(1, pretrain.method(), rate)),
            Schedule.of(
                new Phase.Sketching(),
                Phase.Prune.to(new Budget.AverageBitwidth(1)),
                new Phase.OptimizeBases(1, rate)),
            32,
            Loss.CROSS_ENTROPY,
            whole.augmentation(),
            whole.validationShare())
        .withActivationBits(2);
  }

  private PackedModel quantize(Engine engine, Layer network, String run, TrainingListener listener)
      throws IOException {
    Layer floats = OwnNetwork.network(SEED);
    return OwnRun.quantize(
        engine, network, recipe(floats), OwnRun.images(SEED, 120), folder.resolve(run), listener);
  }

  private static Layer network() {
    Layer floats = OwnNetwork.network(SEED);
    return recipe(floats).activations().apply(floats);
  }

  @Test
  void aRunGoesOnToTheSameFiles() throws IOException {
    TrainingListener crash =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochMetrics epoch) {
            if (epoch.phase() instanceof Phase.OptimizeBases) {
              throw new IllegalStateException("power failure");
            }
          }
        };
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    var lines = new OwnRun.EpochLines(new PrintStream(text, true, StandardCharsets.UTF_8));
    try (Engine engine = Engine.start(2)) {
      Layer network = network();
      OwnRun.ship(network, quantize(engine, network, "whole", lines), folder.resolve("whole"));
      var printed = text.toString(StandardCharsets.UTF_8).lines();
      assertEquals(4, printed.filter(line -> line.endsWith(" bits")).count());
      Layer cut = network();
      assertThrows(IllegalStateException.class, () -> quantize(engine, cut, "cut", crash));
      Layer again = network();
      PackedModel model = quantize(engine, again, "cut", TrainingListener.NONE);
      OwnRun.ship(again, model, folder.resolve("cut"));
      for (String file : new String[] {"own.alq", "own-compact.alq", "own.onnx"}) {
        Path resumed = folder.resolve("cut").resolve(file);
        assertEquals(-1, Files.mismatch(folder.resolve("whole").resolve(file), resumed), file);
      }
      Path file = folder.resolve("whole").resolve("own.alq");
      OwnRun.Result result = OwnRun.test(engine, network, file, OwnRun.images(SEED + 1, 60));
      assertEquals(60, result.images());
      assertEquals(2, PackedModelFile.read(file).activationBitwidth());
      assertTrue(result.sameClass() >= 59, result.toString());
      assertEquals(result.networkTop1(), result.packedTop1(), 100.0 / 60 + 1e-9);
    }
  }

  @Test
  void anEditedRecipeIsReadFromItsFile() throws IOException {
    Layer network = OwnNetwork.network(SEED);
    Path file = folder.resolve("recipe.json");
    Recipe written = OwnRun.recipe(file, network);
    assertEquals(OwnRun.plan(network), written.plan());
    assertEquals(8, written.plan().weightsOf(network).size());
    Files.writeString(file, Files.readString(file).replace("\"own\"", "\"mine\""));
    assertEquals("mine", OwnRun.recipe(file, network).name());
  }

  @Test
  void picturesInMemoryAreThoseOfTheDataSet() {
    var digits = SyntheticDigits.of(SEED, 10);
    ArrayImages images = OwnRun.images(SEED, 10);
    float[] expected = new float[28 * 28];
    float[] actual = new float[28 * 28 + 5];
    for (int i = 0; i < 10; i++) {
      digits.image(i, 0, expected, 0);
      images.image(i, 0, actual, 5);
      for (int k = 0; k < expected.length; k++) {
        assertEquals(expected[k], actual[k + 5], 1e-6f, "seed " + SEED);
      }
    }
    assertEquals(images.contentHash(), OwnRun.images(SEED, 10).contentHash());
    assertTrue(!images.contentHash().equals(OwnRun.images(SEED + 1, 10).contentHash()));
    byte[][] levels = {new byte[28 * 28]};
    var preprocessing = SyntheticDigits.preprocessing();
    assertThrows(
        IllegalArgumentException.class,
        () -> new ArrayImages(preprocessing, levels, new int[] {1, 2}));
    assertThrows(
        IndexOutOfBoundsException.class,
        () -> new ArrayImages(preprocessing, levels, new int[] {10}));
  }

  @Test
  void resNet18TakesAllButTheLastLayerFromAFile() throws IOException {
    Path file = folder.resolve("resnet18.safetensors");
    Layer trained = ResNet.resnet18(2, SEED);
    TorchExport.write(trained, file);
    Layer network = OwnRun.resNet18(file, 3);
    assertArrayEquals(
        trained.parameters().getFirst().value().data(),
        network.parameters().getFirst().value().data());
    assertEquals(3, network.parameters().getLast().shape().dimension(0));
  }
}
