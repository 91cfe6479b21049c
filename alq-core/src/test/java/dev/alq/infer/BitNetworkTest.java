package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.Kernels;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.FloatWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedWeights;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whole networks on bits beside the same networks with reconstructed weights, so on floats. */
class BitNetworkTest {

  private static final long SEED = 20_200_619;
  private static final int EXTENT = 12;
  private static final int BATCH = 40;
  private static final List<String> CLASSES = List.of("a", "b", "c");

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static Stream<Kernels> sets() {
    return Stream.of(KernelChoice.scalar(), KernelChoice.kernels());
  }

  private Tensor vector(int size, double least, double most) {
    Tensor vector = Tensor.zeros(Shape.of(size));
    for (int i = 0; i < size; i++) {
      vector.data()[i] = (float) random.nextDouble(least, most);
    }
    return vector;
  }

  private MultiBitWeights weights(Grouping grouping, int... shape) {
    MultiBitTensor weights = new MultiBitTensor(Shape.of(shape), grouping, 2);
    int size = weights.layout().size();
    double magnitude = 1 / Math.sqrt((double) weights.shape().size() / shape[0]);
    for (int g = 0; g < weights.layout().groups(); g++) {
      float[] alpha = new float[Math.min(size, random.nextInt(3))];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = (float) (magnitude * random.nextDouble(0.5, 1.5));
      }
      byte[] codes = new byte[size];
      for (int j = 0; j < size; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return MultiBitWeights.of(weights);
  }

  private PackedLayer.Convolution convolution(
      String name, int outputs, int kernel, int channels, int stride) {
    return new PackedLayer.Convolution(
        name,
        weights(new Grouping.Pixelwise(), outputs, kernel, kernel, channels),
        vector(outputs, -0.1, 0.1),
        stride,
        kernel / 2);
  }

  private PackedLayer.ScaleShift norm(String name, int channels) {
    return new PackedLayer.ScaleShift(name, vector(channels, -1, 1.5), vector(channels, -0.2, 0.6));
  }

  private static PackedLayer.Quantize levels(String name, float base) {
    return new PackedLayer.Quantize(name, new ActivationLevels(base, 0.35f, 0.2f));
  }

  private static PackedModel model(List<PackedLayer> layers) {
    return new PackedModel(
        layers,
        new Preprocessing(
            EXTENT, EXTENT, new Normalization(List.of(0f, 0f), List.of(1f, 1f)), CLASSES),
        new Provenance("", "", SEED, ""));
  }

  /** Pooling in front of negative factors, odd channels, an image flattened to a vector. */
  private PackedModel plain() {
    return model(
        List.of(
            convolution("first", 37, 3, 2, 1),
            norm("norm1", 37),
            levels("levels1", 0),
            convolution("second", 41, 3, 37, 1),
            new PackedLayer.MaxPool("pool", 2, 2, 0),
            norm("norm2", 41),
            levels("levels2", 0),
            new PackedLayer.Flatten("flatten"),
            new PackedLayer.Linear(
                "hidden", weights(new Grouping.Subchannelwise(4), 70, 36 * 41), null),
            norm("norm3", 70),
            levels("levels3", 0),
            new PackedLayer.Linear(
                "last", weights(new Grouping.Subchannelwise(1), 3, 70), vector(3, -1, 1))));
  }

  /** Joins in floats, a shortcut that halves the image, levels whose lowest is not 0. */
  private PackedModel residual() {
    List<PackedLayer> body =
        List.of(
            convolution("body1", 40, 3, 33, 2),
            norm("norm2", 40),
            levels("levels2", -0.1f),
            convolution("body2", 40, 3, 40, 1),
            norm("norm3", 40));
    List<PackedLayer> shortcut = List.of(convolution("shortcut", 40, 1, 33, 2), norm("norm4", 40));
    return model(
        List.of(
            convolution("first", 33, 3, 2, 1),
            norm("norm1", 33),
            levels("levels1", -0.1f),
            new PackedLayer.Residual("join", body, shortcut),
            levels("levels3", 0),
            new PackedLayer.GlobalAveragePool("mean"),
            new PackedLayer.Linear("last", weights(new Grouping.Channelwise(), 3, 40), null)));
  }

  private static PackedModel reconstructed(PackedModel model) {
    return new PackedModel(
        reconstructed(model.layers()), model.preprocessing(), model.provenance());
  }

  private static List<PackedLayer> reconstructed(List<PackedLayer> layers) {
    return layers.stream()
        .map(layer ->
            switch (layer) {
              case PackedLayer.Convolution(
                      String name,
                      PackedWeights w,
                      var b,
                      int s,
                      int p,
                      var t) ->
                  new PackedLayer.Convolution(name, new FloatWeights(w.reconstruct()), b, s, p, t);
              case PackedLayer.Linear(String name, PackedWeights w, var bias) ->
                  new PackedLayer.Linear(name, new FloatWeights(w.reconstruct()), bias);
              case PackedLayer.Residual(String name, var body, var shortcut) ->
                  new PackedLayer.Residual(name, reconstructed(body), reconstructed(shortcut));
              default -> layer;
            })
        .toList();
  }

  private Tensor images() {
    Tensor images = Tensor.zeros(Shape.of(BATCH, EXTENT, EXTENT, 2));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextDouble(-1, 1);
    }
    return images;
  }

  private static int best(float[] logits, int image) {
    int best = 0;
    for (int k = 1; k < CLASSES.size(); k++) {
      int at = image * CLASSES.size();
      best = logits[at + k] > logits[at + best] ? k : best;
    }
    return best;
  }

  /** A code that flips at a threshold would show; with this seed none does. */
  private void agreesWithFloats(PackedModel model) {
    Tensor images = images();
    sets()
        .forEach(kernels -> {
          try (Engine engine = Engine.start(2, kernels);
              InferenceSession bits = InferenceSession.of(model, engine);
              InferenceSession floats = InferenceSession.of(reconstructed(model), engine)) {
            float[] actual = bits.logits(images).data();
            float[] expected = floats.logits(images).data();
            int agreeing = 0;
            for (int n = 0; n < BATCH; n++) {
              agreeing += best(actual, n) == best(expected, n) ? 1 : 0;
            }
            assertEquals(BATCH, agreeing, kernels.name() + ", seed " + SEED);
            assertArrayEquals(expected, actual, 1e-3f, kernels.name() + ", seed " + SEED);
          }
        });
  }

  @Test
  void aPlainNetworkAgreesWithFloats() {
    agreesWithFloats(plain());
  }

  @Test
  void aResidualNetworkAgreesWithFloats() {
    agreesWithFloats(residual());
  }

  @Test
  void neitherThreadsNorBatchesChangeABit() {
    PackedModel model = plain();
    Tensor images = images();
    sets()
        .forEach(kernels -> {
          try (Engine one = Engine.start(1, kernels);
              Engine three = Engine.start(3, kernels);
              InferenceSession alone = InferenceSession.of(model, one);
              InferenceSession together = InferenceSession.of(model, three)) {
            float[] expected = alone.logits(images).data();
            assertArrayEquals(expected, together.logits(images).data(), kernels.name());
            Tensor image = Tensor.zeros(Shape.of(1, EXTENT, EXTENT, 2));
            System.arraycopy(images.data(), 0, image.data(), 0, image.size());
            float[] single = together.logits(image).data();
            for (int k = 0; k < single.length; k++) {
              assertEquals(expected[k], single[k], 1e-4f, kernels.name() + ", seed " + SEED);
            }
          }
        });
  }

  @Test
  void productsOfLevelsAndMultiBitWeightsRunOnBits() {
    try (Engine engine = Engine.start(1)) {
      Chain chain = Chain.prepare(engine, plain().layers(), Shape.of(EXTENT, EXTENT, 2), null);
      assertEquals(3, chain.links().size(), "a convolution, its factors, all the rest on bits");
      BitSegment segment = (BitSegment) chain.links().getLast().step();
      assertEquals(3, segment.layers().size());
      assertTrue(segment.layers().stream().allMatch(layer -> layer.operations() > 0));
    }
  }

  @Test
  void imagesOfAnotherShapeAreRefusedBeforeAnythingIsRead() {
    try (InferenceSession session = InferenceSession.of(plain())) {
      for (Shape wrong : List.of(Shape.of(), Shape.of(1), Shape.of(1, 1, 1, 1))) {
        Tensor images = Tensor.zeros(wrong);
        assertThrows(IllegalArgumentException.class, () -> session.profile(images));
        assertThrows(IllegalArgumentException.class, () -> session.logits(images));
      }
    }
  }

  private List<String> profile(PackedModel model) {
    try (InferenceSession session = InferenceSession.of(model)) {
      List<LayerProfile> layers = session.profile(images());
      assertTrue(layers.stream().allMatch(layer -> layer.nanos() > 0), layers::toString);
      for (LayerProfile layer : layers) {
        boolean onBits =
            layer.method() == LayerProfile.Method.SIGNS
                || layer.method() == LayerProfile.Method.TABLES;
        assertEquals(onBits, layer.binaryOperations() > 0, layer::toString);
        assertEquals(
            layer.method() == LayerProfile.Method.NO_WEIGHTS, layer.bytes() == 0, layer::toString);
      }
      return layers.stream().map(layer -> layer.name() + " " + layer.method()).toList();
    }
  }

  @Test
  void profileTellsHowEachLayerRan() {
    assertEquals(
        List.of(
            "first RECONSTRUCTED",
            "norm1 NO_WEIGHTS",
            "second SIGNS",
            "hidden SIGNS",
            "last SIGNS"),
        profile(plain()));
    assertEquals(
        List.of(
            "first RECONSTRUCTED",
            "norm1 NO_WEIGHTS",
            "levels1 NO_WEIGHTS",
            "body1 SIGNS",
            "body2 SIGNS",
            "shortcut SIGNS",
            "join NO_WEIGHTS",
            "levels3 NO_WEIGHTS",
            "mean NO_WEIGHTS",
            "last TABLES"),
        profile(residual()));
    assertTrue(profile(reconstructed(plain())).contains("second FLOATS"));
  }
}
