package dev.alq.packed;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files with a correct hash and a wrong content. */
class HostileModelTest {

  private static final String LAST = "\"name\":\"last\"";

  @TempDir Path folder;

  /** Text that is replaced in a piece of metadata, and a word of the message that refuses it. */
  record Change(String key, String from, String to, String word) {}

  static List<Change> changes() {
    return List.of(
        new Change("format", "alq-packed", "pt", "its format is pt"),
        new Change("version", "1", "2", "its version is 2"),
        new Change("seed", "-42", "-4x2", "-4x2"),
        new Change("graph", "[{", "[[{", "expected an object"),
        new Change("graph", "[{", "[".repeat(200) + "{", "expected an object"),
        new Change("graph", "{\"type\":\"relu\"", "{\"type\":\"gelu\"", "gelu"),
        new Change("graph", "\"type\":\"relu\",", "", "type ''"),
        new Change("graph", "\"type\":\"relu\",", "\"type\":\"relu\",\"stride\":1,", "members"),
        new Change("graph", "\"type\":\"relu\",", "\"type\":\"relu\",\"dance\":1,", "dance"),
        new Change("graph", "\"stride\":1,\"padding\":1", "\"stride\":1", "members"),
        new Change("graph", "\"stride\":1,\"padding\":1", "\"stride\":0,\"padding\":1", "stride 0"),
        new Change(
            "graph", "\"stride\":1,\"padding\":1", "\"stride\":1,\"padding\":3", "padding 3"),
        new Change("graph", "\"stride\":1", "\"stride\":-1", "not a size"),
        new Change("graph", "\"stride\":1", "\"stride\":1.5", "whole number"),
        new Change("graph", "\"kernel\":2", "\"kernel\":2000000000", "larger than"),
        new Change("graph", "[3,3,3,2]", "[3,3,2,3]", "weights [3, 3, 2, 3]"),
        new Change("graph", "[3,3,3,2]", "[3,3,3,3]", "'first.planes'"),
        new Change("graph", "[3,3,3,2]", "[3,2147483647,2147483647,2]", "more elements"),
        new Change("graph", "[3,3,3,2]", "[3,20000,20000,1]", "more weights than a file"),
        new Change("graph", "[3,3,3,2]", "[]", "needs weights"),
        new Change("graph", "[3,3,3,2]", "[54]", "needs weights"),
        new Change("graph", "\"shape\":[3,3,3,2],", "", "[storage, grouping]"),
        new Change("graph", "channelwise", "rowwise", "rowwise"),
        new Change("graph", "\"slices\":4", "\"slices\":3", "divides"),
        new Change("graph", ",\"slices\":4", "", "[shape, storage, grouping]"),
        new Change("graph", "\"storage\":\"float\"", "\"storage\":\"ternary\"", "ternary"),
        new Change("graph", "\"storage\":\"float\"", "\"storage\":\"multi_bit\"", "members"),
        new Change(
            "graph", "\"storage\":\"float\"", "\"storage\":\"float\",\"slices\":3", "members"),
        new Change(
            "graph",
            "\"grouping\":\"channelwise\"",
            "\"grouping\":\"channelwise\",\"slices\":3",
            "members"),
        new Change("graph", LAST, "\"name\":\"first\"", "first.weight"),
        new Change("graph", LAST, "\"name\":\"lost\"", "lost.weight"),
        new Change("graph", "\"name\":\"body.norm\"", "\"name\":\"body\"", "body.scale"),
        new Change("preprocessing", "\"height\":6", "\"height\":9", "layer"),
        new Change("preprocessing", "\"height\":6,", "", "0 by 5"),
        new Change("preprocessing", "\"height\":6", "\"height\":2147483647", "more elements"),
        new Change("preprocessing", "[0.1307,0.5]", "[0.1307]", "mean"),
        new Change("preprocessing", "0.1307", "1e99", "too large"),
        new Change("preprocessing", "\"zero\",", "", "classes"),
        new Change("preprocessing", "\"width\"", "\"depth\"", "depth"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aWrongTextIsRefused(Change change) throws IOException {
    Path file = folder.resolve("hostile");
    rewrite(file, Map.of(change.key(), change), Map.of());
    refused(file, change.word());
  }

  @Test
  void anUnchangedCopyIsRead() throws IOException {
    Path file = folder.resolve("copy");
    rewrite(file, Map.of(), Map.of());
    assertEquals(-1, Files.mismatch(file, folder.resolve("original")));
    assertEquals(8, PackedModelFile.read(file).layers().size());
  }

  @Test
  void aWrongTensorIsRefused() throws IOException {
    Path file = folder.resolve("hostile");
    Map<String, Tensor> wrong =
        Map.of(
            "first.bias", Tensor.zeros(Shape.of(4)),
            "body.norm.scale", Tensor.of(Shape.of(3), 1, Float.NaN, 1),
            "body.norm.shift", Tensor.zeros(Shape.of(3, 1)),
            "last.weight", Tensor.zeros(Shape.of(4, 3)),
            "first.coordinates", Tensor.of(Shape.of(6), 0.1f, 0.2f, 0.1f, 0.1f, 0.2f, 0.1f),
            "hidden.coordinates", Tensor.zeros(Shape.of(2)),
            "first.bitwidths", Tensor.zeros(Shape.of(3)));
    for (Map.Entry<String, Tensor> entry : wrong.entrySet()) {
      rewrite(file, Map.of(), Map.of(entry.getKey(), entry.getValue()));
      refused(file, "");
    }
    rewrite(file, Map.of(), Map.of("stray", Tensor.zeros(Shape.of(1))));
    refused(file, "[stray]");
  }

  private static void refused(Path file, String word) {
    PackedModelException e =
        assertThrows(PackedModelException.class, () -> PackedModelFile.read(file));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(file.toString()) && message.contains(word), message);
  }

  /** Writes the sample model with some texts and tensors replaced or added. */
  private void rewrite(Path target, Map<String, Change> changes, Map<String, Tensor> tensors)
      throws IOException {
    Path original = folder.resolve("original");
    PackedModelFile.write(SampleModels.everyLayer(), original);
    SafetensorsWriter writer = new SafetensorsWriter();
    try (SafetensorsFile file = SafetensorsFile.open(original)) {
      file.metadata()
          .forEach((key, value) -> {
            if (!key.equals(SafetensorsFile.HASH_KEY)) {
              writer.metadata(key, changed(value, changes.get(key)));
            }
          });
      for (TensorInfo info : file.tensors().values()) {
        Tensor replacement = tensors.get(info.name());
        if (replacement != null) {
          writer.floats(info.name(), replacement);
        } else if (info.type() == ElementType.F32) {
          writer.floats(info.name(), file.floats(info.name()));
        } else {
          writer.bytes(info.name(), info.shape(), file.bytes(info.name()));
        }
      }
      tensors.forEach((name, tensor) -> {
        if (!file.tensors().containsKey(name)) {
          writer.floats(name, tensor);
        }
      });
    }
    writer.write(target);
  }

  private static String changed(String value, @Nullable Change change) {
    if (change == null) {
      return value;
    }
    int at = value.indexOf(change.from());
    assertTrue(at >= 0, change.from());
    return value.substring(0, at) + change.to() + value.substring(at + change.from().length());
  }
}
