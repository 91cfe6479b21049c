package dev.alq.examples.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.data.ByteImages;
import dev.alq.data.SyntheticDigits;
import dev.alq.kernel.Engine;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Sequential;
import dev.alq.packed.PackedModel;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VerificationTest {

  private static final ByteImages IMAGES = SyntheticDigits.of(3, 30);

  @Test
  void packedNetworkAgrees() {
    Layer network = network(1);
    try (Engine engine = Engine.start(1)) {
      Verification same = Verification.of(engine, network, pack(network), IMAGES);
      assertTrue(same.agrees(), same::toString);
      assertEquals(30, same.images());
      assertEquals(same.graphTop1(), same.packedTop1());
    }
  }

  @Test
  void otherNetworkDoesNot() {
    try (Engine engine = Engine.start(1)) {
      Verification other = Verification.of(engine, network(1), pack(network(2)), IMAGES);
      assertFalse(other.agrees(), other::toString);
      assertTrue(other.sameClass() < 30 && other.largestDifference() > 0.01, other::toString);
    }
  }

  @Test
  void slightlyOtherWeightsShowInTheDifference() {
    Layer changed = network(1);
    float[] weights = changed.parameters().getFirst().value().data();
    for (int i = 0; i < weights.length; i++) {
      weights[i] *= 1.001f;
    }
    try (Engine engine = Engine.start(1)) {
      Verification verification = Verification.of(engine, network(1), pack(changed), IMAGES);
      assertEquals(1e-3, verification.largestDifference(), 1e-4);
      assertFalse(verification.agrees());
    }
  }

  @Test
  void quantizedActivationsMayDifferOnOneImageOfAThousand() {
    assertTrue(Verification.agree(2, 1000, 999, 0.5));
    assertFalse(Verification.agree(2, 1000, 998, 0.5));
    assertFalse(Verification.agree(2, 999, 998, 0.5));
    assertFalse(Verification.agree(32, 1000, 999, 1e-5));
  }

  private static Layer network(long seed) {
    return Sequential.of("net", new Flatten("flatten"), Linear.create("fc", 28 * 28, 10, seed));
  }

  private static PackedModel pack(Layer network) {
    return Packer.pack(network, Map.of(), IMAGES.preprocessing(), new Provenance("", "", 0, ""));
  }
}
