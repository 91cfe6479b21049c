package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.container.SafetensorsFile;
import dev.alq.container.SafetensorsWriter;
import dev.alq.container.TensorInfo;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quantized activations in packed models and their files. */
class PackedActivationsTest {

  private static final String GOLDEN = "format-1-activations.safetensors";

  @TempDir Path folder;

  /** Writes what became the resource {@value #GOLDEN}. */
  static void writeGolden(Path target) throws IOException {
    PackedModelFile.write(SampleModels.quantizedActivations(), target);
  }

  private static ActivationLevels levels(PackedModel model) {
    return ((PackedLayer.Quantize) model.layers().get(1)).levels();
  }

  private static ActivationLevels levelsOfBody(PackedModel model) {
    PackedLayer.Residual join = (PackedLayer.Residual) model.layers().get(2);
    return ((PackedLayer.Quantize) join.body().getLast()).levels();
  }

  @Test
  void fileCarriesTheLevelsExactly() throws IOException {
    PackedModel model = SampleModels.quantizedActivations();
    Path file = folder.resolve("model");
    assertEquals(PackedModelFile.bytes(model), PackedModelFile.write(model, file));
    PackedModel read = PackedModelFile.read(file);
    assertEquals(levels(model), levels(read));
    assertEquals(levelsOfBody(model), levelsOfBody(read));
    Path again = folder.resolve("again");
    PackedModelFile.write(read, again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  void fileOfThisVersionIsReadAndWrittenAlike() throws IOException {
    Path golden = folder.resolve("golden");
    try (InputStream in = PackedActivationsTest.class.getResourceAsStream(GOLDEN)) {
      assertNotNull(in);
      Files.write(golden, in.readAllBytes());
    }
    assertEquals(
        levelsOfBody(SampleModels.quantizedActivations()),
        levelsOfBody(PackedModelFile.read(golden)));
    Path today = folder.resolve("today");
    writeGolden(today);
    assertArrayEquals(Files.readAllBytes(golden), Files.readAllBytes(today));
  }

  /** The levels from the tensors alone, as the format page adds them up. */
  @Test
  void levelsFollowFromTheTensorsAsTheFormatPageSays() throws IOException {
    PackedModel model = SampleModels.quantizedActivations();
    Path file = folder.resolve("model");
    PackedModelFile.write(model, file);
    try (SafetensorsFile container = SafetensorsFile.open(file)) {
      float[] base = container.floats("body.relu.base").data();
      float[] gamma = container.floats("body.relu.coordinates").data();
      for (int code = 0; code < 8; code++) {
        double sum = base[0];
        for (int i = 0; i < 3; i++) {
          sum += (code >> i & 1) * 2.0 * gamma[i];
        }
        assertEquals((float) sum, levelsOfBody(model).value(code), "code " + code);
      }
    }
  }

  @Test
  void modelKnowsItsBits() {
    assertEquals(3, SampleModels.quantizedActivations().activationBitwidth());
    assertEquals(32, SampleModels.everyLayer().activationBitwidth());
    PackedModel model = SampleModels.quantizedActivations();
    PackedModel inside =
        new PackedModel(
            List.of(model.layers().get(2), new PackedLayer.Flatten("flatten")),
            new Preprocessing(
                1, 16, new Normalization(List.of(0f, 0f, 0f), List.of(1f, 1f, 1f)), classes(48)),
            model.provenance());
    assertEquals(3, inside.activationBitwidth());
  }

  private static List<String> classes(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  @Test
  void quantizerIsPackedAsWhatItIs() {
    ActivationQuantizer quantizer = new ActivationQuantizer("relu", 2, Reference.TIED);
    Layer network = Sequential.of("net", quantizer, new Flatten("flatten"));
    assertInstanceOf(PackedLayer.Relu.class, pack(network).layers().getFirst());
    quantizer.activate();
    assertInstanceOf(PackedLayer.Relu.class, pack(network).layers().getFirst());
    try (Engine engine = Engine.start(1);
        Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      Tensor x = Tensor.of(Shape.of(1, 2, 2, 1), new float[] {-1, 0.5f, 1, 2});
      network.forward(tape, tape.constant(x));
    }
    PackedLayer.Quantize packed =
        assertInstanceOf(PackedLayer.Quantize.class, pack(network).layers().getFirst());
    assertEquals("relu", packed.name());
    assertEquals(quantizer.levels(), packed.levels());
  }

  private static PackedModel pack(Layer network) {
    Preprocessing preprocessing =
        new Preprocessing(2, 2, Normalization.gray(0.5f, 0.25f), classes(4));
    return Packer.pack(network, Map.of(), preprocessing, SampleModels.PROVENANCE);
  }

  @Test
  void impossibleLevelsAreRefused() throws IOException {
    refused("relu1.base", Tensor.of(Shape.of(2), new float[2]));
    refused("relu1.base", Tensor.of(Shape.of(1, 1), new float[1]));
    refused("relu1.base", Tensor.of(Shape.of(1), new float[] {Float.NaN}));
    refused("relu1.coordinates", Tensor.of(Shape.of(0), new float[0]));
    refused("relu1.coordinates", Tensor.of(Shape.of(9), new float[9]));
    refused("relu1.coordinates", Tensor.of(Shape.of(1, 2), new float[2]));
    refused("relu1.coordinates", Tensor.of(Shape.of(2), new float[] {1, -1}));
    refused("relu1.coordinates", Tensor.of(Shape.of(1), new float[] {Float.POSITIVE_INFINITY}));
  }

  /** A file that is intact but for one tensor. */
  private void refused(String name, Tensor instead) throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(SampleModels.quantizedActivations(), file);
    Path hostile = folder.resolve("hostile");
    try (SafetensorsFile container = SafetensorsFile.open(file)) {
      SafetensorsWriter writer = new SafetensorsWriter();
      container
          .metadata()
          .forEach((key, value) -> {
            if (!key.equals(SafetensorsFile.HASH_KEY)) {
              writer.metadata(key, value);
            }
          });
      for (TensorInfo info : container.tensors().values()) {
        switch (info.type()) {
          case F32 ->
              writer.floats(
                  info.name(), info.name().equals(name) ? instead : container.floats(info.name()));
          default -> writer.bytes(info.name(), info.shape(), container.bytes(info.name()));
        }
      }
      writer.write(hostile);
    }
    PackedModelException e =
        assertThrows(PackedModelException.class, () -> PackedModelFile.read(hostile), name);
    assertTrue(String.valueOf(e.getMessage()).startsWith(hostile.toString()), e.getMessage());
  }
}
