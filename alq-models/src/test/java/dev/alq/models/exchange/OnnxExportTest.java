package dev.alq.models.exchange;

import static dev.alq.models.exchange.WireReader.all;
import static dev.alq.models.exchange.WireReader.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.models.ResNet;
import dev.alq.models.exchange.WireReader.Field;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the structure; that ONNX Runtime computes the same is tested where its library is. */
class OnnxExportTest {

  private static final Preprocessing PREPROCESSING =
      new Preprocessing(
          2,
          2,
          new Normalization(List.of(0.5f, 0.25f, 0.125f), List.of(1f, 2f, 3f)),
          List.of("a", "b", "c"));

  @TempDir Path folder;

  private List<Field> written(Layer network) throws IOException {
    Path file = folder.resolve("network.onnx");
    OnnxExport.write(network, PREPROCESSING, file);
    return WireReader.read(Files.readAllBytes(file));
  }

  private static List<String> operators(List<Field> model) {
    return all(only(model, 7).message(), 1).stream()
        .map(node -> only(node.message(), 4).text())
        .toList();
  }

  @Test
  void aModelHasItsOperatorsWeightsAndMetadata() throws IOException {
    Sequential network = Fixtures.network();
    List<Field> model = written(network);
    assertEquals(
        List.of("Conv", "BatchNormalization", "Relu", "Flatten", "Gemm", "Identity"),
        operators(model));
    Field operators = only(model, 8);
    assertTrue(only(operators.message(), 2).whole() >= 13);
    List<Field> graph = only(model, 7).message();
    Map<String, List<Field>> tensors =
        all(graph, 5).stream()
            .map(Field::message)
            .collect(Collectors.toMap(tensor -> only(tensor, 8).text(), tensor -> tensor));
    List<Field> conv = tensors.getOrDefault("conv1.weight", List.of());
    assertEquals(List.of(4L, 3L, 3L, 3L), all(conv, 1).stream().map(Field::whole).toList());
    ByteBuffer raw = ByteBuffer.wrap(only(conv, 9).bytes()).order(ByteOrder.LITTLE_ENDIAN);
    float[] own = Fixtures.elements(network, "conv1.weight");
    for (int o = 0; o < 4; o++) {
      for (int c = 0; c < 3; c++) {
        for (int p = 0; p < 9; p++) {
          float written = raw.getFloat(Float.BYTES * ((o * 3 + c) * 9 + p));
          assertEquals(own[(o * 9 + p) * 3 + c], written);
        }
      }
    }
    Map<String, String> metadata =
        all(model, 14).stream()
            .map(Field::message)
            .collect(Collectors.toMap(p -> only(p, 1).text(), p -> only(p, 2).text()));
    assertEquals(
        Map.of("mean", "0.5\n0.25\n0.125", "std", "1.0\n2.0\n3.0", "classes", "a\nb\nc"), metadata);
  }

  @Test
  void theBatchIsFreeOrFixed() throws IOException {
    List<Field> free = dimensions(written(Fixtures.network()));
    assertEquals("N", only(free.getFirst().message(), 2).text());
    List<Field> fixed =
        dimensions(WireReader.read(OnnxExport.bytes(Fixtures.network(), Shape.of(7, 2, 2, 3), 3)));
    assertEquals(
        List.of(7L, 3L, 2L, 2L),
        fixed.stream().map(dimension -> only(dimension.message(), 1).whole()).toList());
  }

  private static List<Field> dimensions(List<Field> model) {
    List<Field> input = only(only(model, 7).message(), 11).message();
    assertEquals(OnnxExport.INPUT, only(input, 1).text());
    List<Field> tensor = only(only(input, 2).message(), 1).message();
    return all(only(tensor, 2).message(), 1);
  }

  @Test
  void aResidualNetworkJoinsItsWays() throws IOException {
    List<String> operators = operators(written(ResNet.resnet18(3, 1)));
    assertEquals(8, operators.stream().filter("Add"::equals).count());
    assertEquals(20, operators.stream().filter("Conv"::equals).count());
  }

  @Test
  void twoLayersOfOneNameAreRefused() {
    Sequential twice =
        Sequential.of("twice", Linear.create("fc", 12, 12, 1), Linear.create("fc", 12, 3, 1));
    assertThrows(
        IllegalArgumentException.class, () -> OnnxExport.bytes(twice, Shape.of(1, 2, 2, 3), 3));
  }
}
