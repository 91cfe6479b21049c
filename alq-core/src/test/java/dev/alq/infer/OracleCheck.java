package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.infer.BitOracle.Values;
import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Packed networks against {@link BitOracle}. With quantized activations each stretch between two
 * quantizers gets the oracle's levels and must give the oracle's levels, but where a number is
 * closer to a threshold than the bound of its roundings; the classes of whole networks agree. With
 * float activations whole networks agree within 1e-4 of the largest logit.
 */
final class OracleCheck {

  private static final int IMAGES = 5;
  private static final double OF_LARGEST = 1e-4;

  /** Stretches of so many images are compared level by level. */
  private static final int COMPARED = 1;

  private final Engine engine;
  private final long seed;

  /** Numbers that were compared, and those whose level rounding decides. */
  private long compared;

  private long undecided;

  OracleCheck(Engine engine, long seed) {
    this.engine = engine;
    this.seed = seed;
  }

  void assertAgrees(PaperNetworks.Bits bits, PackedModel model) {
    Tensor images = PaperNetworks.images(model, IMAGES, seed);
    if (!bits.hasFloatActivations()) {
      for (int n = 0; n < COMPARED; n++) {
        stretches(model.layers(), Values.of(images, n));
      }
      assertTrue(compared > 1000, compared + " numbers");
      assertTrue(undecided < 0.01 * compared, undecided + " of " + compared);
    }
    try (InferenceSession session = InferenceSession.of(model, engine)) {
      float[] logits = session.logits(images).data();
      for (int n = 0; n < IMAGES; n++) {
        whole(bits, BitOracle.run(model.layers(), Values.of(images, n)), logits, n);
      }
    }
  }

  private void whole(PaperNetworks.Bits bits, Values expected, float[] logits, int n) {
    int classes = expected.numbers().length;
    int best = 0;
    int actualBest = 0;
    double largest = 0;
    for (int k = 0; k < classes; k++) {
      best = expected.numbers()[k] > expected.numbers()[best] ? k : best;
      actualBest = logits[n * classes + k] > logits[n * classes + actualBest] ? k : actualBest;
      largest = Math.max(largest, Math.abs(expected.numbers()[k]));
    }
    assertEquals(best, actualBest, "image " + n + ", seed " + seed);
    if (bits.hasFloatActivations() || expected.certain()) {
      for (int k = 0; k < classes; k++) {
        assertEquals(
            expected.numbers()[k],
            logits[n * classes + k],
            OF_LARGEST * largest,
            "image " + n + ", class " + k + ", seed " + seed);
      }
    }
  }

  /** Compares the stretches of a sequence; what the oracle makes of it comes out. */
  private Values stretches(List<PackedLayer> layers, Values input) {
    Values from = input;
    Values at = input;
    List<PackedLayer> stretch = new ArrayList<>();
    for (PackedLayer layer : layers) {
      if (layer instanceof PackedLayer.Residual(var _, var body, var shortcut)) {
        stretches(body, at);
        stretches(shortcut, at);
      }
      stretch.add(layer);
      Values before = at;
      at = BitOracle.run(layer, at);
      if (layer instanceof PackedLayer.Quantize quantize) {
        levels(stretch, from, before, quantize.levels());
        from = at.with(quantize.levels(), true);
        at = from;
        stretch.clear();
      }
    }
    if (!stretch.isEmpty()) {
      numbers(stretch, from, at);
    }
    return at;
  }

  private void numbers(List<PackedLayer> stretch, Values from, Values expected) {
    float[] actual = run(stretch, from);
    for (int i = 0; i < actual.length && expected.certain(); i++) {
      String what = "number " + i + " behind " + stretch.getLast().name() + ", seed " + seed;
      assertEquals(expected.numbers()[i], actual[i], expected.bounds()[i], what);
      compared++;
    }
  }

  /** Quantizers inside, those of a residual layer, must have been certain. */
  private void levels(
      List<PackedLayer> stretch, Values from, Values before, ActivationLevels levels) {
    List<PackedLayer> probed = new ArrayList<>(stretch);
    probed.add(probe(before.shape()));
    float[] actual = run(probed, from);
    for (int i = 0; i < actual.length && before.certain(); i++) {
      float level = BitOracle.nearest(levels, actual[i]);
      double number = before.numbers()[i];
      double bound = before.bounds()[i];
      float low = BitOracle.nearest(levels, number - bound);
      float high = BitOracle.nearest(levels, number + bound);
      String what = "number " + i + " behind " + stretch.getLast().name() + ", seed " + seed;
      assertEquals(level, actual[i], 1e-4, what);
      assertTrue(level == low || level == high, () -> level + " for " + number + ", " + what);
      undecided += low == high ? 0 : 1;
      compared++;
    }
  }

  /**
   * Gives what it gets, as a product of signs: w = 1/2 + (±1)/2. So the levels in front of it are
   * codes, as they are in the midst of a network.
   */
  private static PackedLayer probe(Shape input) {
    int channels = input.dimension(input.rank() - 1);
    Shape shape =
        input.rank() == 1 ? Shape.of(channels, channels) : Shape.of(channels, 1, 1, channels);
    MultiBitTensor identity = new MultiBitTensor(shape, new Grouping.Channelwise(), 2);
    for (int c = 0; c < channels; c++) {
      byte[] codes = new byte[channels];
      for (int j = 0; j < channels; j++) {
        codes[j] = (byte) (j == c ? 3 : 1);
      }
      identity.setGroup(c, new float[] {0.5f, 0.5f}, codes);
    }
    MultiBitWeights weights = MultiBitWeights.of(identity);
    return input.rank() == 1
        ? new PackedLayer.Linear("probe", weights, null)
        : new PackedLayer.Convolution("probe", weights, null, 1, 0);
  }

  /** Runs layers as a session does, on levels where the oracle has them. */
  private float[] run(List<PackedLayer> layers, Values from) {
    List<PackedLayer> all = new ArrayList<>(layers);
    if (from.levels() != null) {
      all.addFirst(new PackedLayer.Quantize("input", Objects.requireNonNull(from.levels())));
    }
    int[] extents = from.shape().toArray();
    int[] batched = new int[extents.length + 1];
    batched[0] = 1;
    System.arraycopy(extents, 0, batched, 1, extents.length);
    Tensor input = Tensor.zeros(Shape.of(batched));
    for (int i = 0; i < input.size(); i++) {
      input.data()[i] = (float) from.numbers()[i];
    }
    PreparedLayers prepared = PreparedLayers.of(engine, all, from.shape());
    Tensor output = prepared.run(input);
    float[] numbers = output.data().clone();
    prepared.giveBack(output);
    return numbers;
  }
}
