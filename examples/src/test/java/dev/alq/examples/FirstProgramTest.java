package dev.alq.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.SyntheticDigits;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import org.junit.jupiter.api.Test;

class FirstProgramTest {

  @Test
  void packsMultiBitWeights() {
    PackedModel model = FirstProgram.quantize(SyntheticDigits.of(5, 120), Attempt.RECIPE, 5);
    PackedLayer.Convolution first = (PackedLayer.Convolution) model.layers().getFirst();
    assertTrue(first.weights() instanceof MultiBitWeights);
    assertEquals("tiny", model.provenance().recipe());
    assertEquals(5, model.provenance().seed());
  }
}
