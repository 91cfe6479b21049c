package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.nn.Conv2d;
import dev.alq.nn.Flatten;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Sequential;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import dev.alq.testing.Stripes;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How large the errors of Winograd's filterings and of direct sums are, for the second convolution
 * of LeNet5 and the same with 3×3 taps: the figures of {@code docs/design-notes.md}, in roundings
 * (2⁻²⁴) of the largest sum of absolute values of the terms.
 */
class WinogradErrorTest {

  private static final long SEED = 67;
  private static final int BATCH = 16;
  private static final int CHANNELS = 20;
  private static final int OUTPUTS = 50;
  private static final int IMAGE = 28;
  private static final int INPUT = 12;
  private static final int CLASSES = 10;
  private static final int STEPS = 40;

  /** By how much a root mean square may differ from its figure, a few hundred thousand elements. */
  private static final double MEAN_MARGIN = 1.2;

  /** By how much a largest error may exceed its figure. */
  private static final double LARGEST_MARGIN = 2;

  /** Where the operands come from. */
  enum Source {
    /** Drawn from a normal distribution. */
    NORMAL,
    /** Activations, weights and gradients of a network that has learned. */
    TRAINED
  }

  /** What a convolution and its gradients are computed from. */
  private record Operands(ConvolutionGeometry g, float[] x, float[] weights, float[] dy) {}

  /** One way to compute a convolution and its gradients. */
  private interface Passes {
    float[][] run(Operands operands);
  }

  /** Root mean squares and largest errors of output, input gradient and weight gradient. */
  @ParameterizedTest
  @CsvSource({
    "F4X3, NORMAL,  true,  0.74, 0.58, 0.57,  6,  6,  4",
    "F4X3, NORMAL,  false, 0.33, 0.12, 0.11,  4,  1,  1",
    "F4X3, TRAINED, true,  0.46, 0.46, 0.30,  6, 12,  4",
    "F4X3, TRAINED, false, 0.50, 0.05, 0.13,  6,  1,  2",
    "F4X5, NORMAL,  true,  1.99, 1.24, 2.15, 20, 11, 27",
    "F4X5, NORMAL,  false, 0.38, 0.07, 0.11,  4,  1,  1",
    "F4X5, TRAINED, true,  0.89, 0.84, 1.01, 10, 22, 12",
    "F4X5, TRAINED, false, 0.76, 0.03, 0.12,  8,  1,  3"
  })
  void errorsAreAsNoted(
      WinogradFiltering filtering,
      Source source,
      boolean winograd,
      double outputMean,
      double inputGradientMean,
      double weightGradientMean,
      double outputLargest,
      double inputGradientLargest,
      double weightGradientLargest) {
    double[] means = {outputMean, inputGradientMean, weightGradientMean};
    double[] largest = {outputLargest, inputGradientLargest, weightGradientLargest};
    try (Engine engine = Engine.start(2, KernelChoice.kernels(), ConvolutionMethod.DIRECT)) {
      Operands operands =
          switch (source) {
            case NORMAL -> normal(filtering);
            case TRAINED -> trained(engine, filtering);
          };
      Passes passes = winograd ? byWinograd(engine) : directly(engine);
      float[][] results = passes.run(operands);
      Expected[] expected = expected(operands);
      for (int pass = 0; pass < expected.length; pass++) {
        double[] errors = errors(expected[pass], results[pass]);
        String what = "pass " + pass + " " + Arrays.toString(errors) + " seed " + SEED;
        assertEquals(0, Math.log(errors[0] / means[pass]), Math.log(MEAN_MARGIN), what);
        assertTrue(errors[1] <= LARGEST_MARGIN * largest[pass], what);
      }
    }
  }

  /** The root mean square of the errors, and the largest. */
  private static double[] errors(Expected expected, float[] actual) {
    double magnitude = Arrays.stream(expected.magnitudes()).max().orElseThrow();
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      double error = Math.abs(actual[i] - expected.values()[i]) / (Numbers.ROUNDING * magnitude);
      squares += error * error;
      largest = Math.max(largest, error);
    }
    return new double[] {Math.sqrt(squares / actual.length), largest};
  }

  private static Expected[] expected(Operands o) {
    ConvolutionOracle oracle = new ConvolutionOracle(o.g);
    return new Expected[] {
      oracle.forward(o.x, o.weights, null),
      oracle.backwardData(o.dy, o.weights),
      oracle.backwardWeights(o.x, o.dy)
    };
  }

  private static Passes byWinograd(Engine engine) {
    return o -> {
      float[][] results = results(o.g);
      WinogradConvolution.forward(engine, o.g, o.x, o.weights, null, results[0]);
      WinogradConvolution.backwardData(engine, o.g, o.dy, o.weights, results[1]);
      new WinogradWeightGradient(engine, o.g).run(o.x, o.dy, results[2]);
      return results;
    };
  }

  /** The engine's method is the direct one. */
  private static Passes directly(Engine engine) {
    return o -> {
      float[][] results = results(o.g);
      Convolution.forward(engine, o.g, o.x, o.weights, null, results[0]);
      Convolution.backwardData(engine, o.g, o.dy, o.weights, results[1]);
      Convolution.backwardWeights(engine, o.g, o.x, o.dy, results[2]);
      return results;
    };
  }

  private static float[][] results(ConvolutionGeometry g) {
    return new float[][] {
      new float[g.outputSize()], new float[g.inputSize()], new float[g.weightSize()]
    };
  }

  private static ConvolutionGeometry geometry(WinogradFiltering filtering) {
    int taps = filtering.taps();
    return new ConvolutionGeometry(BATCH, INPUT, INPUT, CHANNELS, OUTPUTS, taps, taps, 1, 0);
  }

  private static Operands normal(WinogradFiltering filtering) {
    ConvolutionGeometry g = geometry(filtering);
    SplittableRandom random = new SplittableRandom(SEED);
    return new Operands(
        g,
        normal(random, g.inputSize()),
        normal(random, g.weightSize()),
        normal(random, g.outputSize()));
  }

  private static float[] normal(SplittableRandom random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  /** What LeNet5's second convolution sees after some training. */
  private static Operands trained(Engine engine, WinogradFiltering filtering) {
    ConvolutionGeometry g = geometry(filtering);
    Conv2d second = Conv2d.create("conv2", CHANNELS, OUTPUTS, filtering.taps(), 1, 0, SEED);
    Sequential before =
        Sequential.of(
            "before",
            Conv2d.create("conv1", 1, CHANNELS, 5, 1, 0, SEED),
            new MaxPool("pool1", 2, 2, 0),
            new Relu("relu1"));
    int features = OUTPUTS * (g.outputHeight() / 2) * (g.outputWidth() / 2);
    Sequential after =
        Sequential.of(
            "after",
            new MaxPool("pool2", 2, 2, 0),
            new Relu("relu2"),
            new Flatten("flatten"),
            Linear.create("fc1", features, 500, SEED),
            new Relu("relu3"),
            Linear.create("fc2", 500, CLASSES, SEED));
    int[] labels = IntStream.range(0, BATCH).map(n -> n % CLASSES).toArray();
    Tensor images = Stripes.draw(labels, CLASSES, IMAGE, 1, SEED);
    train(engine, Sequential.of("lenet5", before, second, after), images, labels);
    float[] x = output(engine, before, images);
    Parameter y = new Parameter("y", Parameter.Role.OTHER, Tensor.zeros(shape(g)));
    float[] weights = second.weights().value().data();
    System.arraycopy(
        output(engine, Sequential.of("until", before, second), images),
        0,
        y.value().data(),
        0,
        g.outputSize());
    backward(engine, after, y, labels);
    Tensor dy = y.gradient();
    assertNotNull(dy);
    return new Operands(g, x, weights, dy.data());
  }

  private static Shape shape(ConvolutionGeometry g) {
    return Shape.of(g.batch(), g.outputHeight(), g.outputWidth(), g.outputChannels());
  }

  private static void train(Engine engine, Layer network, Tensor images, int[] labels) {
    Sgd sgd = new Sgd(engine, Sgd.Options.momentum(0.9));
    double first = 0;
    double last = 0;
    for (int step = 0; step < STEPS; step++) {
      network.parameters().forEach(Parameter::clearGradient);
      try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
        Variable logits = network.forward(tape, tape.constant(images));
        Variable loss = Loss.CROSS_ENTROPY.apply(tape, logits, labels);
        tape.backward(loss);
        last = loss.value().data()[0];
        first = step == 0 ? last : first;
      }
      sgd.step(network.parameters(), 0.02);
    }
    assertTrue(last < first / 2, first + " fell to " + last + " seed " + SEED);
  }

  private static float[] output(Engine engine, Layer network, Tensor images) {
    try (Tape tape = new Tape(new Workspace(engine), Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().data().clone();
    }
  }

  /** Leaves the gradient of the loss in {@code start}. */
  private static void backward(Engine engine, Layer network, Parameter start, int[] labels) {
    try (Tape tape = new Tape(new Workspace(engine), Pass.TRAINING)) {
      tape.backward(Loss.CROSS_ENTROPY.apply(tape, network.forward(tape, start), labels));
    }
  }
}
