package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.BitOracle.Values;
import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.packed.Compaction;
import dev.alq.packed.JoinedWeights;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compacted networks are the same functions: in double precision, and as sessions run them. */
class CompactionTest {

  private static final long SEED = 20_200_621;
  private static final int IMAGES = 3;
  private static final double OF_LARGEST = 1e-6;
  private static final double OF_LARGEST_FLIPPED = 0.03;
  private static final int SIDE = 7;

  @TempDir Path folder;
  @AutoClose private final Engine engine = Engine.start(2);
  private final SplittableRandom random = new SplittableRandom(SEED);

  @ParameterizedTest
  @EnumSource(names = {"ADAPTIVE_FLOAT", "ADAPTIVE_TWO"})
  void networksOfThePaper(PaperNetworks.Bits bits) throws IOException {
    for (PackedModel model :
        List.of(
            PaperNetworks.lenet5(bits, SEED),
            PaperNetworks.vggSmall(bits, SEED),
            PaperNetworks.resnet18(bits, SEED))) {
      PackedModel compacted = compact(model);
      assertTrue(PackedModelFile.bytes(compacted) < PackedModelFile.bytes(model));
      new OracleCheck(engine, SEED).assertAgrees(bits, compacted);
    }
  }

  /** Compacts a model, checks it against the model, writes and reads it. */
  private PackedModel compact(PackedModel model) throws IOException {
    PackedModel compacted = Compaction.of(model);
    Tensor images = PaperNetworks.images(model, IMAGES, SEED);
    for (int n = 0; n < IMAGES; n++) {
      sameFunction(model, compacted, Values.of(images, n));
    }
    Path file = folder.resolve("compacted");
    long reported = PackedModelFile.write(compacted, file);
    assertEquals(reported, Files.size(file));
    assertEquals(reported, PackedModelFile.bytes(compacted));
    PackedModel again = PackedModelFile.read(file);
    try (InferenceSession written = InferenceSession.of(compacted, engine);
        InferenceSession read = InferenceSession.of(again, engine)) {
      assertArrayEquals(written.logits(images).data(), read.logits(images).data());
    }
    PackedModelFile.write(Compaction.of(again), folder.resolve("twice"));
    assertEquals(-1, Files.mismatch(file, folder.resolve("twice")), "compaction of the compacted");
    return compacted;
  }

  /** Where rounding decides, single levels may flip, and nothing else. */
  private static void sameFunction(PackedModel model, PackedModel compacted, Values image) {
    Values expected = BitOracle.run(model.layers(), image);
    Values actual = BitOracle.run(compacted.layers(), image);
    double largest = 0;
    for (double logit : expected.numbers()) {
      largest = Math.max(largest, Math.abs(logit));
    }
    double share = expected.certain() && actual.certain() ? OF_LARGEST : OF_LARGEST_FLIPPED;
    assertArrayEquals(expected.numbers(), actual.numbers(), share * largest, "seed " + SEED);
  }

  private Tensor vector(int size, double least, double most) {
    Tensor vector = Tensor.zeros(Shape.of(size));
    for (int i = 0; i < size; i++) {
      vector.data()[i] = (float) random.nextDouble(least, most);
    }
    return vector;
  }

  /** Groups of one or two bases but where all of them are to be dead. */
  private MultiBitWeights weights(Grouping grouping, IntPredicate dead, int... shape) {
    MultiBitTensor weights = new MultiBitTensor(Shape.of(shape), grouping, 2);
    int size = weights.layout().size();
    for (int g = 0; g < weights.layout().groups(); g++) {
      int output = g / (weights.layout().groups() / shape[0]);
      float[] alpha = new float[dead.test(output) ? 0 : Math.min(size, random.nextInt(1, 3))];
      byte[] codes = new byte[size];
      for (int i = 0; i < alpha.length; i++) {
        alpha[i] = (float) random.nextDouble(0.05, 0.15);
      }
      for (int j = 0; j < size; j++) {
        codes[j] = (byte) random.nextInt(1 << alpha.length);
      }
      weights.setGroup(g, alpha, codes);
    }
    return MultiBitWeights.of(weights);
  }

  private static PackedModel model(List<PackedLayer> layers) {
    return new PackedModel(
        layers,
        new Preprocessing(
            SIDE,
            SIDE,
            new Normalization(List.of(0f, 0f), List.of(1f, 1f)),
            List.of("0", "1", "2", "3")),
        new Provenance("", "", SEED, ""));
  }

  private static int outputs(PackedModel model, int layer) {
    PackedLayer.Product product = (PackedLayer.Product) model.layers().get(layer);
    return product.weights().shape().dimension(0);
  }

  private static PackedLayer activation(String name, String kind) {
    return switch (kind) {
      case "relu" -> new PackedLayer.Relu(name);
      case "tied" -> new PackedLayer.Quantize(name, new ActivationLevels(0, 0.3f, 0.6f));
      default -> new PackedLayer.Quantize(name, new ActivationLevels(-0.2f, 0.3f, 0.6f));
    };
  }

  /** Two thirds of 96 channels are constants other than 0, in front of a border of zeros. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "tied", "free"})
  void constantsInFrontOfPaddingBecomeTermsOfTaps(String activation) throws IOException {
    PackedModel model =
        model(
            List.of(
                new PackedLayer.Convolution(
                    "first",
                    weights(new Grouping.Pixelwise(), o -> o % 3 > 0, 96, 3, 3, 2),
                    vector(96, -0.5, 0.5),
                    1,
                    1),
                new PackedLayer.ScaleShift("norm", vector(96, -1, 1), vector(96, 0.5, 1)),
                activation("one", activation),
                new PackedLayer.Convolution(
                    "second",
                    weights(new Grouping.Pixelwise(), o -> o == 5, 9, 3, 3, 96),
                    vector(9, -1, 1),
                    2,
                    1),
                activation("two", activation),
                new PackedLayer.GlobalAveragePool("mean"),
                new PackedLayer.Linear(
                    "last",
                    weights(new Grouping.Channelwise(), _ -> false, 4, 9),
                    vector(4, 0, 1))));
    PackedModel compacted = compact(model);
    assertEquals(32, outputs(compacted, 0));
    assertEquals(8, outputs(compacted, 3));
    PackedLayer.Convolution second =
        assertInstanceOf(PackedLayer.Convolution.class, compacted.layers().get(3));
    Tensor terms = second.tapTerms();
    assertNotNull(terms);
    assertEquals(Shape.of(8, 3, 3), terms.shape());
    assertEquals(Shape.of(8, 3, 3, 32), second.weights().shape());
    sessionsAgree(model, compacted);
  }

  private void sessionsAgree(PackedModel model, PackedModel compacted) {
    Tensor images = PaperNetworks.images(model, 20, SEED);
    try (InferenceSession before = InferenceSession.of(model, engine);
        InferenceSession after = InferenceSession.of(compacted, engine)) {
      float[] expected = before.logits(images).data();
      float largest = 0;
      for (float logit : expected) {
        largest = Math.max(largest, Math.abs(logit));
      }
      assertArrayEquals(expected, after.logits(images).data(), 1e-5f * largest, "seed " + SEED);
    }
  }

  /** Few constants would save less than their terms take. */
  @Test
  void aStepThatWouldMakeTheFileLargerIsLeftUndone() throws IOException {
    PackedModel model =
        model(
            List.of(
                new PackedLayer.Convolution(
                    "first",
                    weights(new Grouping.Pixelwise(), o -> o == 3, 16, 3, 3, 2),
                    vector(16, 0.1, 0.5),
                    1,
                    1),
                new PackedLayer.Convolution(
                    "second",
                    weights(new Grouping.Pixelwise(), _ -> false, 40, 3, 3, 16),
                    null,
                    1,
                    1),
                new PackedLayer.GlobalAveragePool("mean"),
                new PackedLayer.Linear(
                    "last", weights(new Grouping.Channelwise(), _ -> false, 4, 40), null)));
    PackedModel compacted = compact(model);
    assertEquals(16, outputs(compacted, 0));
    PackedLayer.Convolution second =
        assertInstanceOf(PackedLayer.Convolution.class, compacted.layers().get(1));
    assertNull(second.tapTerms());
  }

  /** More channels go from one slice than from the other; a slice of dead channels goes whole. */
  @ParameterizedTest
  @ValueSource(strings = {"relu", "tied", "free"})
  void slicesOfDifferentLengthsStandBesideEachOther(String activation) throws IOException {
    PackedModel model =
        model(
            List.of(
                new PackedLayer.Convolution(
                    "first",
                    weights(new Grouping.Channelwise(), o -> o % 4 == 1 || o < 24, 96, 3, 3, 2),
                    vector(96, -0.5, 0.5),
                    1,
                    0),
                activation("one", activation),
                new PackedLayer.MaxPool("pool", 2, 2, 0),
                new PackedLayer.Flatten("flatten"),
                new PackedLayer.Linear(
                    "hidden",
                    weights(new Grouping.Subchannelwise(6), o -> o < 8, 64, 96 * 4),
                    null),
                new PackedLayer.ScaleShift("norm", vector(64, -1, 1), vector(64, -1, 1)),
                activation("two", activation),
                new PackedLayer.Linear(
                    "last",
                    weights(new Grouping.Subchannelwise(1), _ -> false, 4, 64),
                    vector(4, 0, 1))));
    PackedModel compacted = compact(model);
    assertEquals(54, outputs(compacted, 0));
    PackedLayer.Linear hidden =
        assertInstanceOf(PackedLayer.Linear.class, compacted.layers().get(4));
    JoinedWeights joined = assertInstanceOf(JoinedWeights.class, hidden.weights());
    assertEquals(
        List.of(Shape.of(56, 6 * 4), Shape.of(56, 48 * 4)),
        joined.parts().stream().map(MultiBitWeights::shape).toList());
    assertEquals(new Grouping.Subchannelwise(4), joined.parts().getLast().grouping());
    sessionsAgree(model, compacted);
  }

  /** Kernels of one input channel are all empty: nobody reads that channel. */
  @Test
  void channelsThatNobodyReadsGo() throws IOException {
    MultiBitTensor second = new MultiBitTensor(Shape.of(6, 3, 3, 10), new Grouping.Kernelwise(), 1);
    for (int g = 0; g < 60; g++) {
      if (g % 10 != 4 && g % 10 != 7) {
        byte[] codes = new byte[9];
        codes[g % 9] = 1;
        second.setGroup(g, new float[] {0.1f + 0.01f * g}, codes);
      }
    }
    PackedModel model =
        model(
            List.of(
                new PackedLayer.Convolution(
                    "first",
                    weights(new Grouping.Kernelwise(), o -> o == 2, 10, 3, 3, 2),
                    null,
                    1,
                    1),
                new PackedLayer.Relu("relu"),
                new PackedLayer.Convolution("second", MultiBitWeights.of(second), null, 1, 1),
                new PackedLayer.GlobalAveragePool("mean"),
                new PackedLayer.Linear(
                    "last", weights(new Grouping.Channelwise(), _ -> false, 4, 6), null)));
    PackedModel compacted = compact(model);
    assertEquals(7, outputs(compacted, 0));
    assertNull(((PackedLayer.Convolution) compacted.layers().get(2)).tapTerms());
    sessionsAgree(model, compacted);
  }

  /** What nothing is left of keeps one channel, so that shapes stay shapes. */
  @Test
  void ofALayerThatIsAllDeadOneChannelStays() throws IOException {
    PackedModel model =
        model(
            List.of(
                new PackedLayer.Convolution(
                    "first",
                    weights(new Grouping.Pixelwise(), _ -> true, 30, 3, 3, 2),
                    vector(30, 0.5, 1),
                    1,
                    1),
                new PackedLayer.GlobalAveragePool("mean"),
                new PackedLayer.Linear(
                    "last", weights(new Grouping.Channelwise(), _ -> false, 4, 30), null)));
    assertEquals(1, outputs(compact(model), 0));
  }
}
