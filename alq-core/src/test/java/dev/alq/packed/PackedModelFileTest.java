package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.bits.BitMatrix;
import dev.alq.container.SafetensorsFile;
import dev.alq.container.SafetensorsWriter;
import dev.alq.container.TensorInfo;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.Grouping;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class PackedModelFileTest {

  @TempDir Path folder;

  @Test
  void aModelComesBackAsItWent() throws IOException {
    PackedModel model = SampleModels.everyLayer();
    Path file = folder.resolve("model");
    PackedModelFile.write(model, file);
    PackedModel read = PackedModelFile.read(file);
    assertEquals(model.preprocessing(), read.preprocessing());
    assertEquals(model.provenance(), read.provenance());
    assertEquals(model.layers().size(), read.layers().size());
    Path again = folder.resolve("again");
    PackedModelFile.write(read, again);
    assertEquals(-1, Files.mismatch(file, again));
  }

  @Test
  void aPackedModelIsToldFromOtherFiles() throws IOException {
    Path model = folder.resolve("model");
    PackedModelFile.write(SampleModels.small(), model);
    Path text = Files.writeString(folder.resolve("text"), "a long line that is no container");
    Path weights = folder.resolve("weights");
    SafetensorsWriter writer = new SafetensorsWriter();
    writer.metadata("format", "pt").write(weights);
    assertTrue(PackedModelFile.isOne(model));
    assertFalse(PackedModelFile.isOne(text));
    assertFalse(PackedModelFile.isOne(weights));
    assertFalse(PackedModelFile.isOne(Files.createFile(folder.resolve("empty"))));
    assertThrows(NoSuchFileException.class, () -> PackedModelFile.isOne(folder.resolve("missing")));
  }

  /** What would not be read again is not written, and what lies there stays. */
  @Test
  void weightsThatNoFileOfItsSizeCouldHoldAreNotWritten() throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(SampleModels.small(), file);
    byte[] before = Files.readAllBytes(file);
    PackedModel hollow = hollow(4096 * 1000);
    for (Executable use :
        List.<Executable>of(
            () -> PackedModelFile.write(hollow, file), () -> PackedModelFile.bytes(hollow))) {
      String message = assertThrows(IllegalArgumentException.class, use).toString();
      assertTrue(message.contains("4096 weights"), message);
    }
    assertArrayEquals(before, Files.readAllBytes(file));
    PackedModelFile.write(hollow(40_000), file);
    assertEquals(2, PackedModelFile.read(file).layers().size());
  }

  /** A model of two groups without a bit. */
  private static PackedModel hollow(int inputs) {
    var weights =
        new MultiBitWeights(
            Shape.of(2, inputs),
            new Grouping.Channelwise(),
            new byte[2],
            new float[0],
            new BitMatrix(0, inputs));
    return new PackedModel(
        List.of(new PackedLayer.Flatten("flatten"), new PackedLayer.Linear("last", weights, null)),
        new Preprocessing(
            1, inputs, new Normalization(List.of(0f), List.of(1f)), List.of("left", "right")),
        SampleModels.PROVENANCE);
  }

  /** A type that no sample has would be read by no test. */
  @Test
  void everyTypeOfLayerAndGroupingComesBackFromASample() throws IOException {
    Set<Class<?>> layers = new HashSet<>();
    Set<Class<?>> groupings = new HashSet<>();
    for (PackedModel model : SampleModels.all()) {
      Path file = folder.resolve("sample");
      PackedModelFile.write(model, file);
      addTypes(PackedModelFile.read(file).layers(), layers, groupings);
    }
    assertEquals(kinds(PackedLayer.class).collect(Collectors.toSet()), layers);
    assertEquals(Set.of(Grouping.class.getPermittedSubclasses()), groupings);
  }

  /** The records of a sealed interface, those of sealed interfaces in it among them. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(PackedModelFileTest::kinds)
        : Stream.of(type);
  }

  private static void addTypes(
      List<PackedLayer> sequence, Set<Class<?>> layers, Set<Class<?>> groupings) {
    for (PackedLayer layer : sequence) {
      layers.add(layer.getClass());
      if (layer instanceof PackedLayer.Residual(var _, var body, var shortcut)) {
        addTypes(body, layers, groupings);
        addTypes(shortcut, layers, groupings);
      }
      if (layer instanceof PackedLayer.Product product
          && product.weights() instanceof MultiBitWeights multiBit) {
        groupings.add(multiBit.grouping().getClass());
      }
    }
  }

  @Test
  void theReportedSizeIsThatOfTheFile() throws IOException {
    PackedModel model = SampleModels.everyLayer();
    Path file = folder.resolve("model");
    long reported = PackedModelFile.bytes(model);
    assertEquals(reported, PackedModelFile.write(model, file));
    assertEquals(reported, Files.size(file));
  }

  @Test
  void multiBitWeightsTakeTheBytesThatTheFormatPageStates() throws IOException {
    PackedModel model = SampleModels.everyLayer();
    Path file = folder.resolve("model");
    PackedModelFile.write(model, file);
    MultiBitWeights weights =
        (MultiBitWeights) ((PackedLayer.Convolution) model.layers().getFirst()).weights();
    long expected = weights.coordinates().length * (18 / 8 + 1 + 4L) + 3;
    try (SafetensorsFile container = SafetensorsFile.open(file)) {
      long actual = 0;
      for (TensorInfo info : container.tensors().values()) {
        if (info.name().startsWith("first.") && !info.name().endsWith(".bias")) {
          actual += info.end() - info.start();
        }
      }
      assertEquals(expected, actual);
    }
  }

  @Test
  void residualLayersAreNestedAsDeepAsCanBeReadAgain() throws IOException {
    Path file = folder.resolve("deep");
    PackedModelFile.write(nested(PackedModel.MAX_NESTING), file);
    assertEquals(2, PackedModelFile.read(file).layers().size());
    assertThrows(IllegalArgumentException.class, () -> nested(PackedModel.MAX_NESTING + 1));
  }

  private static PackedModel nested(int depth) {
    List<PackedLayer> layers = List.of();
    for (int i = 0; i < depth; i++) {
      layers = List.of(new PackedLayer.Residual("join", List.of(), layers));
    }
    PackedModel small = SampleModels.small();
    List<PackedLayer> all = List.of(small.layers().getFirst(), layers.getFirst());
    List<String> classes = List.of("0", "1", "2");
    return new PackedModel(
        all,
        new Preprocessing(1, 1, small.preprocessing().normalization(), classes),
        small.provenance());
  }

  @Test
  void everyTruncationAndEveryChangedByteIsRefused() throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(SampleModels.small(), file);
    byte[] whole = Files.readAllBytes(file);
    Path corrupted = folder.resolve("corrupted");
    for (int i = 0; i < whole.length; i++) {
      Files.write(corrupted, Arrays.copyOf(whole, i));
      refused(corrupted, "cut to " + i);
      byte[] flipped = whole.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(corrupted, flipped);
      refused(corrupted, "bit " + i % 8 + " of byte " + i);
    }
    Files.write(corrupted, Arrays.copyOf(whole, whole.length + 1));
    refused(corrupted, "a byte more");
    Files.write(corrupted, whole);
    assertEquals(SampleModels.PROVENANCE, PackedModelFile.read(corrupted).provenance());
  }

  @Test
  void aFileThatIsNotThereIsNotACorruptedOne() {
    assertThrows(NoSuchFileException.class, () -> PackedModelFile.read(folder.resolve("missing")));
  }

  @Test
  void aFailedWriteKeepsTheOldModel() throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(SampleModels.everyLayer(), file);
    byte[] old = Files.readAllBytes(file);
    Path blocked = Files.createDirectories(folder.resolve("blocked"));
    Files.createFile(blocked.resolve("child"));
    assertThrows(
        IOException.class, () -> PackedModelFile.write(SampleModels.everyLayer(), blocked));
    assertTrue(Arrays.equals(old, Files.readAllBytes(file)));
  }

  private static void refused(Path file, String where) {
    PackedModelException e =
        assertThrows(PackedModelException.class, () -> PackedModelFile.read(file), where);
    assertTrue(String.valueOf(e.getMessage()).startsWith(file.toString()), where);
  }
}
