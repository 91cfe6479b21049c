package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelSizeTest {

  /** Eight float weights in a residual body, and 2 × 8 weights with the bitwidths 0, 1, 3 and 1. */
  private static PackedModel model() {
    MultiBitTensor weights = new MultiBitTensor(Shape.of(2, 8), new Grouping.Subchannelwise(2), 4);
    byte[] plus = {1, 1, 1, 1};
    weights.setGroup(1, new float[] {0.5f}, plus);
    weights.setGroup(2, new float[] {0.25f, 0.5f, 1}, new byte[] {0, 1, 2, 4});
    weights.setGroup(3, new float[] {2}, plus);
    PackedLayer body =
        new PackedLayer.Convolution(
            "body", new FloatWeights(Tensor.zeros(Shape.of(2, 1, 2, 2))), null, 1, 0);
    PackedLayer shortcut =
        new PackedLayer.Convolution(
            "shortcut", new FloatWeights(Tensor.zeros(Shape.of(2, 1, 2, 2))), null, 1, 0);
    return new PackedModel(
        List.of(
            new PackedLayer.Residual("join", List.of(body), List.of(shortcut)),
            new PackedLayer.Flatten("flatten"),
            new PackedLayer.Linear("fc", MultiBitWeights.of(weights), null)),
        new Preprocessing(
            1, 5, new Normalization(List.of(0f, 0f), List.of(1f, 1f)), List.of("a", "b")),
        new Provenance("", "", 0, ""));
  }

  @Test
  void countsByFormula() {
    ModelSize size = ModelSize.of(model());
    List<LayerSize> layers = size.layers();
    assertEquals(List.of("body", "shortcut", "fc"), layers.stream().map(LayerSize::name).toList());
    // 5 bases of 4 bits, 5 coordinates of 32 bits, 4 groups with 2 bits of table each.
    long bits = 5 * 4 + 5 * 32 + 4 * 2;
    assertEquals(
        new LayerSize("fc", 16, 4, 20 / 16.0, 24, bits, List.of(1, 2, 0, 1)), layers.getLast());
    assertEquals(new LayerSize("body", 8, 0, 32, 32, 256, List.of()), layers.getFirst());
    assertEquals(32, size.weights());
    assertEquals(4, size.groups());
    assertEquals((512 + bits + 7) / 8, size.bytes());
    assertEquals((512 + 20) / 32.0, size.averageBitwidth(), 1e-12);
  }
}
