package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedWeights;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against sums over the reconstructed weights in double precision. */
class TableLinearStepTest {

  private static final long SEED = 20_200_620;
  private static final int OUTPUTS = 19;

  private final SplittableRandom random = new SplittableRandom(SEED);

  private MultiBitWeights weights(Grouping grouping, int inputs, int most) {
    MultiBitTensor weights = new MultiBitTensor(Shape.of(OUTPUTS, inputs), grouping, most);
    int size = weights.layout().size();
    for (int g = 0; g < weights.layout().groups(); g++) {
      float[] alpha = new float[Math.min(size, random.nextInt(most + 1))];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = random.nextFloat();
      }
      byte[] codes = new byte[size];
      for (int j = 0; j < size; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return MultiBitWeights.of(weights);
  }

  private static PackedLayer.Linear linear(PackedWeights weights) {
    Tensor bias = Tensor.zeros(Shape.of(OUTPUTS));
    for (int o = 0; o < OUTPUTS; o++) {
      bias.data()[o] = 0.25f * o;
    }
    return new PackedLayer.Linear("linear", weights, bias);
  }

  private void agrees(PackedWeights weights, int batch) {
    PackedLayer.Linear layer = linear(weights);
    assertNotNull(TableLinearStep.prepare(layer));
    int inputs = weights.shape().dimension(1);
    Tensor x = Tensor.zeros(Shape.of(batch, inputs));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = random.nextFloat() - 0.5f;
    }
    float[] w = weights.reconstruct().data();
    try (Engine engine = Engine.start(2)) {
      Tensor y = PreparedLayers.of(engine, List.of(layer), Shape.of(inputs)).run(x);
      for (int n = 0; n < batch; n++) {
        for (int o = 0; o < OUTPUTS; o++) {
          double sum = 0.25 * o;
          for (int i = 0; i < inputs; i++) {
            sum += (double) w[o * inputs + i] * x.data()[n * inputs + i];
          }
          assertEquals(sum, y.data()[n * OUTPUTS + o], 1e-5 * inputs, "output " + o + ", " + SEED);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 9})
  void sumsAreThoseOfTheReconstructedWeights(int batch) {
    agrees(weights(new Grouping.Subchannelwise(4), 4 * 37, 2), batch);
    agrees(weights(new Grouping.Channelwise(), 50, 3), batch);
    PackedWeights joined =
        new JoinedWeights(
            List.of(
                weights(new Grouping.Subchannelwise(3), 60, 2),
                weights(new Grouping.Channelwise(), 33, 1)));
    agrees(joined, batch);
  }

  @Test
  void manyBasesAndFloatsAreLeftToTheFloatKernels() {
    PackedWeights weights = weights(new Grouping.Channelwise(), 64, 8);
    assertNull(TableLinearStep.prepare(linear(weights)));
    assertNull(TableLinearStep.prepare(linear(new FloatWeights(weights.reconstruct()))));
  }
}
