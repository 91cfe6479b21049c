package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.container.ElementType;
import dev.alq.container.SafetensorsFile;
import dev.alq.container.SafetensorsWriter;
import dev.alq.container.TensorInfo;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only compaction writes into a file: terms of taps and joined weights. */
class CompactedFileTest {

  @TempDir Path folder;

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    PackedModel model = SampleModels.compacted();
    Path file = folder.resolve("model");
    assertEquals(PackedModelFile.bytes(model), PackedModelFile.write(model, file));
    PackedModel read = PackedModelFile.read(file);
    Path again = folder.resolve("again");
    PackedModelFile.write(read, again);
    assertEquals(-1, Files.mismatch(file, again));
    Tensor expected = first(model).tapTerms();
    Tensor actual = first(read).tapTerms();
    assertNotNull(expected);
    assertNotNull(actual);
    assertEquals(expected.shape(), actual.shape());
    assertArrayEquals(expected.data(), actual.data());
    assertArrayEquals(last(model).reconstruct().data(), last(read).reconstruct().data());
    assertEquals(2, assertInstanceOf(JoinedWeights.class, last(read)).parts().size());
  }

  @Test
  void partsStandBesideEachOther() {
    JoinedWeights joined = assertInstanceOf(JoinedWeights.class, last(SampleModels.compacted()));
    assertEquals(Shape.of(3, 90), joined.shape());
    float[] all = joined.reconstruct().data();
    int from = 0;
    for (MultiBitWeights part : joined.parts()) {
      float[] own = part.reconstruct().data();
      int inputs = part.shape().dimension(1);
      for (int i = 0; i < own.length; i++) {
        assertEquals(own[i], all[i / inputs * 90 + from + i % inputs]);
      }
      from += inputs;
    }
    assertEquals(90, from);
  }

  @Test
  void partsThatDoNotFitAreRefused() {
    JoinedWeights joined = assertInstanceOf(JoinedWeights.class, last(SampleModels.compacted()));
    MultiBitWeights part = joined.parts().getFirst();
    MultiBitWeights convolution =
        assertInstanceOf(MultiBitWeights.class, first(SampleModels.compacted()).weights());
    MultiBitWeights other =
        assertInstanceOf(
            MultiBitWeights.class,
            ((PackedLayer.Linear) SampleModels.small().layers().getLast()).weights());
    for (List<MultiBitWeights> wrong :
        List.of(
            List.<MultiBitWeights>of(),
            List.of(convolution),
            List.of(part, convolution),
            List.of(part, other))) {
      assertThrows(IllegalArgumentException.class, () -> new JoinedWeights(wrong));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"parts\":[; \"parts\":3,\"x\":[; expected an array",
        "\"parts\":[; \"shape\":[3,90],\"parts\":[; have the members",
        "\"parts\":[; \"slices\":2,\"parts\":[; have the members",
        "{\"storage\":\"multi_bit\",\"shape\":[3,50]; {\"parts\":[],\"shape\":[3,50]; has parts",
        "{\"storage\":\"multi_bit\",\"shape\":[3,50]; {\"storage\":\"joined\"; have the members",
        "\"shape\":[3,50]; \"shape\":[3,49]; bit behind",
        "\"shape\":[3,50]; \"shape\":[3,5,10]; needs weights",
        "\"storage\":\"joined\"; \"storage\":\"multi_bit\"; have the members",
        "[3,3,3,2]; [3,3,2,3]; first"
      })
  void aWrongGraphIsRefused(String from, String to, String word) throws IOException {
    Path file = folder.resolve("hostile");
    rewrite(file, from, to, Shape.of(3, 3, 3));
    refused(file, word);
  }

  @Test
  void termsOfAnotherShapeAreRefused() throws IOException {
    Path file = folder.resolve("hostile");
    rewrite(file, "\"parts\"", "\"parts\"", Shape.of(3, 9));
    refused(file, "terms [3, 9]");
    rewrite(file, "\"parts\"", "\"parts\"", Shape.of(3, 3, 3));
    assertEquals(4, PackedModelFile.read(file).layers().size());
  }

  private static PackedLayer.Convolution first(PackedModel model) {
    return assertInstanceOf(PackedLayer.Convolution.class, model.layers().getFirst());
  }

  private static PackedWeights last(PackedModel model) {
    return assertInstanceOf(PackedLayer.Linear.class, model.layers().getLast()).weights();
  }

  private static void refused(Path file, String word) {
    PackedModelException e =
        assertThrows(PackedModelException.class, () -> PackedModelFile.read(file));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file.toString()) && message.contains(word), message);
  }

  /** Writes the sample with a piece of the graph replaced and the terms of taps reshaped. */
  private void rewrite(Path target, String from, String to, Shape taps) throws IOException {
    Path original = folder.resolve("original");
    PackedModelFile.write(SampleModels.compacted(), original);
    SafetensorsWriter writer = new SafetensorsWriter();
    try (SafetensorsFile file = SafetensorsFile.open(original)) {
      file.metadata()
          .forEach((key, value) -> {
            if (!key.equals(SafetensorsFile.HASH_KEY)) {
              assertTrue(!key.equals("graph") || value.contains(from), value);
              writer.metadata(key, key.equals("graph") ? value.replace(from, to) : value);
            }
          });
      for (TensorInfo info : file.tensors().values()) {
        if (info.name().equals("first.taps")) {
          writer.floats(info.name(), file.floats(info.name()).reshaped(taps));
        } else if (info.type() == ElementType.F32) {
          writer.floats(info.name(), file.floats(info.name()));
        } else {
          writer.bytes(info.name(), info.shape(), file.bytes(info.name()));
        }
      }
      writer.write(target);
    }
  }
}
