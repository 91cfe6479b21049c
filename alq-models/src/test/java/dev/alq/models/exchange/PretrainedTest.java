package dev.alq.models.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.container.SafetensorsFile;
import dev.alq.container.SafetensorsWriter;
import dev.alq.models.LeNet5;
import dev.alq.models.ResNet;
import dev.alq.models.VggSmall;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PretrainedTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zip.pth", "legacy.pth", "training.pth", "training-legacy.pth"})
  void pytorchsCheckpointGivesPytorchsLogits(String name) throws IOException {
    Sequential network = Fixtures.network();
    Pretrained.load(network, Fixtures.file(folder, name));
    float[] logits = Fixtures.logits(network, Fixtures.image());
    assertArrayEquals(Fixtures.expectedLogits(), logits, 1e-6f);
  }

  /** Bit patterns written down from the definitions of both formats. */
  @ParameterizedTest
  @ValueSource(strings = {"F16 003C 0040 00C1 FF7B 0100", "BF16 803F 0040 20C0 7F7F 803B"})
  void floatsOfSixteenBitsAreReadExactly(String typeAndBytes) throws IOException {
    List<String> parts = List.of(typeAndBytes.split(" "));
    String header =
        "{\"x\":{\"dtype\":\"%s\",\"shape\":[5],\"data_offsets\":[0,10]}}"
            .formatted(parts.getFirst());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.writeBytes(length.putLong(header.length()).array());
    file.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    file.writeBytes(HexFormat.of().parseHex(String.join("", parts.subList(1, 6))));
    Path path = Files.write(folder.resolve("x.safetensors"), file.toByteArray());
    float[] expected =
        parts.getFirst().equals("F16")
            ? new float[] {1, 2, -2.5f, 65504, 0x1p-24f}
            : new float[] {1, 2, -2.5f, 0x1.FEp127f, 1f / 256};
    try (Checkpoint checkpoint = Checkpoint.open(path)) {
      assertArrayEquals(expected, checkpoint.read("x").data());
    }
  }

  /** The length in front of the header begins like a pickle where it is 128 more than n·256. */
  @Test
  void aSafetensorsFileIsOneWhateverTheLengthOfItsHeader() throws IOException {
    int likePickles = 0;
    for (int letters = 1; letters <= 400; letters++) {
      String name = "x".repeat(letters);
      Path file = folder.resolve("long.safetensors");
      SafetensorsWriter writer = new SafetensorsWriter();
      writer.floats(name, Tensor.of(Shape.of(2), 1, letters));
      writer.write(file);
      byte[] start = Arrays.copyOf(Files.readAllBytes(file), 2);
      likePickles += start[0] == (byte) 0x80 && start[1] <= 5 ? 1 : 0;
      try (Checkpoint checkpoint = Checkpoint.open(file)) {
        assertArrayEquals(new float[] {1, letters}, checkpoint.read(name).data());
      }
    }
    assertTrue(likePickles > 0, "files that begin like pickles: " + likePickles);
  }

  @ParameterizedTest
  @ValueSource(strings = {"odd.pth", "odd-legacy.pth"})
  void viewsAndAllKindsOfElementsAreRead(String name) throws IOException {
    try (Checkpoint checkpoint = Checkpoint.open(Fixtures.file(folder, name))) {
      Tensor transposed = checkpoint.read("transposed");
      assertEquals(Shape.of(4, 3, 2), transposed.shape());
      for (int i = 0; i < 24; i++) {
        int w = i / 6;
        int h = i / 2 % 3;
        int n = i % 2;
        assertEquals(n * 12 + h * 4 + w, transposed.data()[i]);
      }
      assertArrayEquals(new float[] {12, 14, 16, 18, 20, 22}, checkpoint.read("slice").data());
      assertEquals(Shape.of(3, 2), checkpoint.shapes().get("slice"));
      assertArrayEquals(new float[] {1, 1, 1, 1}, checkpoint.read("expanded").data());
      assertArrayEquals(new float[] {1.5f, -2.5f}, checkpoint.read("parameter").data());
      for (String kind :
          List.of("float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8")) {
        assertArrayEquals(
            new float[] {0, 1, 2, 100}, checkpoint.read("torch." + kind).data(), kind);
      }
      assertArrayEquals(new float[] {0, 1, 1, 1}, checkpoint.read("torch.bool").data());
      assertEquals(Shape.of(0, 3), checkpoint.read("empty").shape());
      assertArrayEquals(new float[] {7.25f}, checkpoint.read("scalar").data());
      assertEquals(Shape.of(), checkpoint.shapes().get("scalar"));
      assertThrows(CheckpointException.class, () -> checkpoint.read("other"));
    }
  }

  private static List<Layer> networks() {
    return List.of(
        LeNet5.create(1), VggSmall.create(0.125, 1), ResNet.resnet18(10, 1), Fixtures.network());
  }

  private static List<Layer> otherNetworks() {
    return List.of(
        LeNet5.create(2), VggSmall.create(0.125, 2), ResNet.resnet18(10, 2), Fixtures.network());
  }

  @Test
  void whatIsExportedIsTakenOverAgain() throws IOException {
    for (int i = 0; i < networks().size(); i++) {
      Layer network = networks().get(i);
      Layer other = otherNetworks().get(i);
      Path file = folder.resolve(network.name() + ".safetensors");
      TorchExport.write(network, file);
      Pretrained.load(other, file);
      Map<String, Tensor> read = other.state();
      network
          .state()
          .forEach((name, tensor) ->
              assertArrayEquals(
                  tensor.data(), read.getOrDefault(name, Tensor.of(Shape.of(0))).data()));
    }
  }

  @Test
  void quantizedActivationsAreNotExportedAsIfTheyWereRelus() throws IOException {
    Layer plain = LeNet5.create(1);
    Layer network = new ActivationPlan.Quantized(2, Reference.TIED).apply(LeNet5.create(1));
    Path file = folder.resolve("lenet5.safetensors");
    TorchExport.write(network, file);
    try (SafetensorsFile container = SafetensorsFile.open(file)) {
      assertEquals(plain.state().keySet(), container.tensors().keySet(), "it is a ReLU as yet");
    }
    ActivationQuantizer second = ActivationQuantizer.of(network).get(1);
    second.activate();
    second.buffers().values().forEach(values -> values.data()[0] = 1);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> TorchExport.write(network, file));
    assertEquals(
        "relu2 quantizes activations, which PyTorch's names have no place for",
        refusal.getMessage());
  }

  @Test
  void exportedNamesAndAxesArePytorchs() throws IOException {
    Sequential network = Fixtures.network();
    Path pth = Fixtures.file(folder, "zip.pth");
    Pretrained.load(network, pth);
    Path file = folder.resolve("small.safetensors");
    TorchExport.write(network, file);
    try (Checkpoint expected = Checkpoint.open(pth);
        Checkpoint actual = Checkpoint.open(file);
        SafetensorsFile container = SafetensorsFile.open(file)) {
      assertEquals("pt", container.metadata().get("format"));
      assertEquals(Map.copyOf(expected.shapes()), Map.copyOf(actual.shapes()));
      for (String name : expected.shapes().keySet()) {
        if (!name.endsWith("num_batches_tracked")) {
          assertArrayEquals(expected.read(name).data(), actual.read(name).data(), name);
        }
      }
    }
  }

  @Test
  void everythingThatDoesNotFitIsListedAndNothingIsRead() throws IOException {
    Path file = Fixtures.file(folder, "zip.pth");
    List<Layer> layers = new ArrayList<>(Fixtures.network().layers());
    layers.set(4, Linear.create("fc", 16, 5, 1));
    layers.add(Linear.create("more", 5, 2, 1));
    layers.remove(1);
    Sequential other = new Sequential("other", layers);
    float[] before = Fixtures.elements(other, "conv1.weight").clone();
    CheckpointException refusal =
        assertThrows(CheckpointException.class, () -> Pretrained.load(other, file));
    assertEquals(
        file
            + ": does not fit the network other: it lacks more.bias, more.weight; the network lacks"
            + " bn1.bias, bn1.running_mean, bn1.running_var, bn1.weight; fc.weight is [3, 16], must"
            + " be [5, 16]; fc.bias is [3], must be [5]",
        refusal.getMessage());
    assertArrayEquals(before, Fixtures.elements(other, "conv1.weight"));
  }

  @Test
  void theClassifierMayStayForOtherClasses() throws IOException {
    List<Layer> layers = new ArrayList<>(Fixtures.network().layers());
    layers.set(4, Linear.create("fc", 16, 5, 1));
    Sequential other = new Sequential("other", layers);
    float[] classifier = Fixtures.elements(other, "fc.weight").clone();
    float[] first = Fixtures.elements(other, "conv1.weight").clone();
    Pretrained.load(other, Fixtures.file(folder, "legacy.pth"), Pretrained.Classifier.AS_IT_IS);
    assertArrayEquals(classifier, Fixtures.elements(other, "fc.weight"));
    assertFalse(Arrays.equals(first, Fixtures.elements(other, "conv1.weight")));
  }

  @Test
  void filesOfOurOwnAreNotMistakenForPytorchs() throws IOException {
    Path file = folder.resolve("own.safetensors");
    new SafetensorsWriter()
        .metadata("format", "alq-packed")
        .floats("fc.weight", Tensor.zeros(Shape.of(2, 2)))
        .write(file);
    CheckpointException refusal =
        assertThrows(CheckpointException.class, () -> Checkpoint.open(file));
    assertEquals(
        file + ": holds 'alq-packed', not a checkpoint in PyTorch's layout", refusal.getMessage());
  }
}
