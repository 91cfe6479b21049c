package dev.alq.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.activation.ActivationPlan;
import dev.alq.activation.ActivationQuantizer;
import dev.alq.activation.Reference;
import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.kernel.KernelChoice;
import dev.alq.kernel.WinogradFiltering;
import dev.alq.multibit.ActivationLevels;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network with quantized activations, packed, written and read, beside the one it was. */
class QuantizedSessionTest {

  private static final long SEED = 27_182L;
  private static final int SIDE = 8;
  private static final int CHANNELS = 40;

  @TempDir Path folder;

  /** On which Winograd's filtering would be the faster way for the layers below. */
  @AutoClose
  private final Engine engine =
      Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.WINOGRAD_WHERE_FASTER);

  private static Tensor images(int count, int channels, String name) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(SEED, name));
    Tensor images = Tensor.zeros(Shape.of(count, SIDE, SIDE, channels));
    for (int i = 0; i < images.size(); i++) {
      images.data()[i] = (float) random.nextGaussian();
    }
    return images;
  }

  /** Lets the quantizers and batch normalisations of a network see data. */
  private Layer settled(Layer network, int channels) {
    ActivationQuantizer.of(network).forEach(ActivationQuantizer::activate);
    for (int batch = 0; batch < 3; batch++) {
      try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
        network.forward(tape, tape.constant(images(20, channels, "batch" + batch)));
      }
    }
    return network;
  }

  private Tensor graph(Layer network, Tensor images) {
    Workspace workspace = new Workspace(engine.withConvolutions(ConvolutionMethod.DIRECT));
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().copy();
    }
  }

  /** Gives the weights of a network two bits each, and the network what these stand for. */
  private Map<String, MultiBitTensor> sketched(Layer network) {
    Map<String, MultiBitTensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.role() == Parameter.Role.WEIGHT) {
        Grouping grouping =
            parameter.shape().rank() == 4 ? new Grouping.Pixelwise() : new Grouping.Channelwise();
        MultiBitTensor values = new Sketch(2).apply(parameter.value(), grouping, engine);
        values.reconstruct(parameter.value().data());
        weights.put(parameter.name(), values);
      }
    }
    return weights;
  }

  /** What a session computes, some layers of it by products of signs. */
  private Tensor session(
      Layer network, Map<String, MultiBitTensor> weights, Tensor images, String... onSigns)
      throws IOException {
    Path file = folder.resolve("model");
    PackedModelFile.write(pack(network, weights, images), file);
    try (InferenceSession session = InferenceSession.of(PackedModelFile.read(file), engine)) {
      assertEquals(
          List.of(onSigns),
          session.profile(images).stream()
              .filter(layer -> layer.method() == LayerProfile.Method.SIGNS)
              .map(LayerProfile::name)
              .toList());
      return session.logits(images);
    }
  }

  private PackedModel pack(Layer network, Map<String, MultiBitTensor> weights, Tensor images) {
    int channels = images.shape().dimension(3);
    int outputs = graph(network, images).shape().dimension(1);
    List<Float> ones = IntStream.range(0, channels).mapToObj(_ -> 1f).toList();
    Preprocessing preprocessing =
        new Preprocessing(
            SIDE,
            SIDE,
            new Normalization(ones, ones),
            IntStream.range(0, outputs).mapToObj(Integer::toString).toList());
    return Packer.pack(network, weights, preprocessing, new Provenance("", "", SEED, ""));
  }

  /** A convolution that gives each channel as it is: two bits are enough for its weights. */
  private static Conv2d copying() {
    Conv2d copy = Conv2d.withoutBias("copy", CHANNELS, CHANNELS, 1, 1, 0, SEED);
    float[] weights = copy.weights().value().data();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = i % CHANNELS == i / CHANNELS ? 1 : 0;
    }
    return copy;
  }

  /**
   * From the same input codes come the same output codes, but where a pre-activation is closer to a
   * threshold than its rounding. The output codes are seen through a product that copies them.
   */
  @ParameterizedTest
  @CsvSource({"1, TIED", "2, TIED", "4, TIED", "8, TIED", "1, FREE", "2, FREE"})
  void sameInputCodesGiveTheSameOutputCodes(int bits, Reference reference) throws IOException {
    ActivationQuantizer entry = new ActivationQuantizer("entry", bits, reference);
    Conv2d conv = Conv2d.withoutBias("conv", CHANNELS, CHANNELS, 3, 1, 1, SEED);
    BatchNorm norm = BatchNorm.create("norm", CHANNELS);
    ActivationQuantizer quantizer = new ActivationQuantizer("relu", bits, reference);
    Conv2d copy = copying();
    Flatten flatten = new Flatten("flatten");
    Layer block = Sequential.of("block", entry, conv, norm, quantizer, copy, flatten);
    Map<String, MultiBitTensor> weights = sketched(block);
    settled(block, CHANNELS);
    ActivationLevels levels = levels(quantizer);
    Tensor input = images(5, CHANNELS, "input");
    float[] expected = graph(block, input).data();
    float[] actual = session(block, weights, input, "conv", "copy").data();
    float[] before = graph(Sequential.of("before", entry, conv, norm, flatten), input).data();
    double[] ofSums = roundings(weights(weights, conv), largest(levels(entry)));
    double[] ofCopies = roundings(weights(weights, copy), largest(levels));
    for (int i = 0; i < expected.length; i++) {
      int c = i / (SIDE * SIDE) % CHANNELS;
      String what = bits + " bits, pre-activation " + before[i] + ", seed " + SEED;
      int rank = levels.rank(actual[i]);
      assertEquals(levels.level(rank), actual[i], ofCopies[c], what);
      if (Math.abs(expected[i] - actual[i]) > ofCopies[c]) {
        int lower = Math.min(levels.rank(expected[i]), rank);
        assertEquals(lower + 1, Math.max(levels.rank(expected[i]), rank), what);
        assertEquals(levels.threshold(lower), before[i], normalized(ofSums[c], norm, c), what);
      }
    }
  }

  private static ActivationLevels levels(ActivationQuantizer quantizer) {
    return Objects.requireNonNull(quantizer.levels());
  }

  private static MultiBitTensor weights(Map<String, MultiBitTensor> weights, Conv2d conv) {
    return Objects.requireNonNull(weights.get(conv.weights().name()));
  }

  /** More than any level, and than what its parts add up to whatever their signs. */
  private static double largest(ActivationLevels levels) {
    double sum = Math.abs(levels.base());
    for (float coordinate : levels.coordinates()) {
      sum += 2 * coordinate;
    }
    return sum;
  }

  /**
   * What the sums of each output may be off by: a rounding for each weight, of which there are more
   * than products of signs, twice, of what all terms amount to without their signs, padding
   * included.
   */
  private static double[] roundings(MultiBitTensor weights, double largest) {
    double[] roundings = new double[CHANNELS];
    int groups = weights.layout().groups();
    int perOutput = groups / CHANNELS * weights.layout().size();
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < weights.bitwidth(g); i++) {
        double magnitude = weights.coordinate(g, i) * weights.layout().size() * largest;
        roundings[g / (groups / CHANNELS)] += 2 * (perOutput + 3) * 0x1p-24 * magnitude;
      }
    }
    return roundings;
  }

  /** What the pre-activations of a channel may be off by. */
  private static double normalized(double ofSum, BatchNorm norm, int c) {
    double scale =
        norm.scale().value().data()[c]
            / Math.sqrt(norm.runningVariance().data()[c] + norm.rule().epsilon());
    double shift = Math.abs(norm.runningMean().data()[c] * scale);
    return Math.abs(scale) * ofSum + 2 * (9 * CHANNELS + 3) * 0x1p-24 * shift;
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4"})
  void wholeNetworksAgree(int bits) throws IOException {
    Layer body =
        Sequential.of(
            "body",
            Conv2d.withoutBias("conv2", CHANNELS, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm2", CHANNELS),
            new Relu("relu2"),
            Conv2d.withoutBias("conv3", CHANNELS, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm3", CHANNELS));
    Layer network =
        Sequential.of(
            "network",
            Conv2d.withoutBias("conv1", 3, CHANNELS, 3, 1, 1, SEED),
            BatchNorm.create("norm1", CHANNELS),
            new Relu("relu1"),
            new Residual("block", body, Sequential.of("identity")),
            new Relu("relu"),
            new MaxPool("pool", 2, 2, 0),
            new GlobalAveragePool("mean"),
            Linear.create("fc", CHANNELS, 10, SEED));
    Map<String, MultiBitTensor> weights = sketched(network);
    Layer quantized = settled(ActivationPlan.ofBits(bits).apply(network), 3);
    Tensor images = images(500, 3, "test");
    Tensor expected = graph(quantized, images);
    Tensor actual = session(quantized, weights, images, "conv2", "conv3");
    int same = 0;
    for (int n = 0; n < 500; n++) {
      same += best(expected, n) == best(actual, n) ? 1 : 0;
    }
    assertTrue(same == 500, bits + " bits: " + same + " of 500, seed " + SEED);
  }

  private static int best(Tensor logits, int row) {
    return IntStream.range(0, 10)
        .reduce((a, b) -> logits.data()[10 * row + b] > logits.data()[10 * row + a] ? b : a)
        .orElseThrow();
  }

  /** Whatever the engine does with other networks. */
  @Test
  void convolutionsAreDirect() {
    int channels = engine.kernels().winograd(WinogradFiltering.F4X3).fewestChannels();
    Layer plain =
        Sequential.of(
            "plain",
            Conv2d.withoutBias("conv", channels, channels, 3, 1, 1, SEED),
            new Flatten("flatten"));
    Layer quantized =
        settled(
            Sequential.of("quantized", plain, new ActivationQuantizer("relu", 8, Reference.TIED)),
            channels);
    Tensor images = images(5, channels, "test");
    Engine direct = engine.withConvolutions(ConvolutionMethod.DIRECT);
    assertArrayEquals(on(direct, quantized, images), on(engine, quantized, images));
    assertFalse(
        Arrays.equals(on(direct, plain, images), on(engine, plain, images)),
        "this test would not notice Winograd's filtering");
  }

  private float[] on(Engine which, Layer network, Tensor images) {
    try (InferenceSession session = InferenceSession.of(pack(network, Map.of(), images), which)) {
      return session.logits(images).data();
    }
  }
}
