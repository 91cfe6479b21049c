package dev.alq.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.autograd.GradientCheck.Formula;
import dev.alq.autograd.GradientCheck.Subject;
import dev.alq.autograd.Reference.Images;
import dev.alq.kernel.Engine;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against central differences of the operation's formula. */
class GradientRulesTest {

  private static final long SEED = 31;
  private static final int[] LABELS = {2, 0, 3};
  private static final double EPSILON = BatchNormalization.DEFAULT.epsilon();

  private record Case(
      Class<? extends Operation> operation,
      Pass pass,
      List<Tensor> inputs,
      Subject subject,
      Formula formula) {}

  private static final Map<String, Case> CASES = new LinkedHashMap<>();

  private static void add(
      String name,
      Class<? extends Operation> operation,
      List<Tensor> inputs,
      Subject subject,
      Formula formula) {
    CASES.put(name, new Case(operation, Pass.TRAINING, inputs, subject, formula));
  }

  static {
    addConvolutions();
    addProducts();
    addSums();
    addRectifiedSums();
    addPieces();
    addNormalizations();
    addLosses();
    addCompositions();
  }

  private static Tensor random(int... shape) {
    Shape s = Shape.of(shape);
    return Tensor.of(s, Numbers.random(SEED + s.hashCode(), s.size()));
  }

  /** Different values, none near zero or near another, in random order. */
  private static Tensor spaced(double distance, int... shape) {
    Tensor tensor = Tensor.zeros(Shape.of(shape));
    int[] order = Seeds.permutation(tensor.size(), SEED);
    for (int i = 0; i < order.length; i++) {
      tensor.data()[i] = (float) ((order[i] - order.length / 2 + 0.5) * distance);
    }
    return tensor;
  }

  private static void addConvolutions() {
    addConvolution("convolution", new Images(2, 5, 4, 3, 3, 1, 0));
    addConvolution("padded convolution", new Images(2, 4, 5, 2, 3, 1, 1));
    addConvolution("strided convolution", new Images(1, 7, 6, 2, 3, 2, 1));
    addConvolution("convolution of points, strided", new Images(2, 5, 5, 3, 1, 2, 0));
    addConvolution("convolution with a wide border", new Images(1, 3, 3, 2, 3, 1, 2));
    Images g = new Images(2, 4, 4, 2, 3, 1, 1);
    add(
        "convolution without bias",
        Operation.Convolve.class,
        List.of(random(2, 4, 4, 2), random(4, 3, 3, 2)),
        (tape, in) -> Functions.convolve(tape, in.get(0), in.get(1), null, 1, 1),
        in -> Reference.convolve(g, 4, in[0], in[1], new double[0]));
  }

  private static void addConvolution(String name, Images g) {
    int outputs = 4;
    add(
        name,
        Operation.Convolve.class,
        List.of(
            random(g.batch(), g.height(), g.width(), g.channels()),
            random(outputs, g.kernel(), g.kernel(), g.channels()),
            random(outputs)),
        (tape, in) ->
            Functions.convolve(tape, in.get(0), in.get(1), in.get(2), g.stride(), g.pad()),
        in -> Reference.convolve(g, outputs, in[0], in[1], in[2]));
  }

  private static void addProducts() {
    add(
        "fully connected",
        Operation.Affine.class,
        List.of(random(4, 7), random(5, 7), random(5)),
        (tape, in) -> Functions.affine(tape, in.get(0), in.get(1), in.get(2)),
        in -> Reference.affine(4, in[0], in[1], in[2]));
    add(
        "fully connected without bias",
        Operation.Affine.class,
        List.of(random(3, 6), random(2, 6)),
        (tape, in) -> Functions.affine(tape, in.get(0), in.get(1), null),
        in -> Reference.affine(3, in[0], in[1], new double[0]));
    add(
        "matrix product",
        Operation.MatrixProduct.class,
        List.of(random(3, 5), random(5, 4)),
        (tape, in) -> Functions.matrixProduct(tape, in.get(0), in.get(1)),
        in -> Reference.matrixProduct(3, in[0], in[1]));
    add(
        "product of a matrix with itself",
        Operation.MatrixProduct.class,
        List.of(random(4, 4)),
        (tape, in) -> Functions.matrixProduct(tape, in.get(0), in.get(0)),
        in -> Reference.matrixProduct(4, in[0], in[0]));
  }

  private static void addSums() {
    add(
        "sum",
        Operation.Add.class,
        List.of(random(2, 3, 4), random(2, 3, 4)),
        (tape, in) -> Functions.add(tape, in.get(0), in.get(1)),
        in -> sum(24, i -> in[0][i] + in[1][i]));
    add(
        "sum of a row and a column",
        Operation.Add.class,
        List.of(random(3, 1), random(1, 4)),
        (tape, in) -> Functions.add(tape, in.get(0), in.get(1)),
        in -> sum(12, i -> in[0][i / 4] + in[1][i % 4]));
    add(
        "sum of a vector and a stack of matrices",
        Operation.Add.class,
        List.of(random(4), random(2, 3, 4)),
        (tape, in) -> Functions.add(tape, in.get(0), in.get(1)),
        in -> sum(24, i -> in[0][i % 4] + in[1][i]));
    add(
        "sum of a stack of matrices and a scalar",
        Operation.Add.class,
        List.of(random(2, 3, 4), random()),
        (tape, in) -> Functions.add(tape, in.get(0), in.get(1)),
        in -> sum(24, i -> in[0][i] + in[1][0]));
    add(
        "sum of a variable and itself",
        Operation.Add.class,
        List.of(random(5)),
        (tape, in) -> Functions.add(tape, in.get(0), in.get(0)),
        in -> sum(5, i -> 2 * in[0][i]));
  }

  /** Odd multiples of 0.05 and multiples of 0.1 or of 0.2: no sum is near zero. */
  private static void addRectifiedSums() {
    Tensor other = spaced(0.2, 3, 13);
    add(
        "rectified sum",
        Operation.AddAndRectify.class,
        List.of(spaced(0.1, 3, 13), other),
        (tape, in) -> Functions.addAndRectify(tape, in.get(0), in.get(1)),
        in -> Reference.relu(sum(39, i -> in[0][i] + in[1][i])));
    add(
        "rectified sum of a variable and itself",
        Operation.AddAndRectify.class,
        List.of(spaced(0.1, 3, 13)),
        (tape, in) -> Functions.addAndRectify(tape, in.get(0), in.get(0)),
        in -> Reference.relu(sum(39, i -> 2 * in[0][i])));
    add(
        "rectified sum of a matrix and a row",
        Operation.Rectify.class,
        List.of(spaced(0.1, 3, 13), filled(0.02f, 13)),
        (tape, in) -> Functions.addAndRectify(tape, in.get(0), in.get(1)),
        in -> Reference.relu(sum(39, i -> in[0][i] + in[1][i % 13])));
  }

  private static double[] sum(int size, IntToDoubleFunction element) {
    double[] y = new double[size];
    Arrays.setAll(y, element);
    return y;
  }

  private static void addPieces() {
    add(
        "rectifier",
        Operation.Rectify.class,
        List.of(spaced(0.1, 3, 13)),
        (tape, in) -> Functions.relu(tape, in.get(0)),
        in -> Reference.relu(in[0]));
    addMaxPool("maximum", new Images(2, 4, 6, 3, 2, 2, 0));
    addMaxPool("maximum of overlapping windows", new Images(2, 5, 6, 2, 3, 2, 1));
    addMaxPool("maximum that leaves a border out", new Images(1, 5, 5, 2, 2, 2, 0));
    add(
        "mean over the image",
        Operation.MeanOverImage.class,
        List.of(random(2, 3, 4, 5)),
        (tape, in) -> Functions.globalAveragePool(tape, in.get(0)),
        in -> Reference.mean(2, 5, in[0]));
    add(
        "rows of channels",
        Operation.ChannelFirstRows.class,
        List.of(random(2, 3, 4, 5)),
        (tape, in) -> Functions.flatten(tape, in.get(0)),
        in -> Reference.flatten(2, 5, in[0]));
    add(
        "custom operation",
        Operation.Custom.class,
        List.of(random(6)),
        (tape, in) -> GradientCheck.weigh(tape, in.get(0), 1, 2, 3, 4, 5, 6),
        in ->
            sum(
                1,
                o ->
                    in[0][0]
                        + 2 * in[0][1]
                        + 3 * in[0][2]
                        + 4 * in[0][3]
                        + 5 * in[0][4]
                        + 6 * in[0][5]));
  }

  private static void addMaxPool(String name, Images g) {
    add(
        name,
        Operation.MaximumOverWindows.class,
        List.of(spaced(0.02, g.batch(), g.height(), g.width(), g.channels())),
        (tape, in) -> Functions.maxPool(tape, in.get(0), g.kernel(), g.stride(), g.pad()),
        in -> Reference.maxPool(g, in[0]));
    add(
        "rectified " + name,
        Operation.MaximumOverWindows.class,
        List.of(spaced(0.02, g.batch(), g.height(), g.width(), g.channels())),
        (tape, in) -> Functions.maxPoolAndRectify(tape, in.get(0), g.kernel(), g.stride(), g.pad()),
        in -> Reference.relu(Reference.maxPool(g, in[0])));
  }

  private static Tensor filled(float value, int size) {
    Tensor tensor = Tensor.zeros(Shape.of(size));
    Arrays.fill(tensor.data(), value);
    return tensor;
  }

  private static void addNormalizations() {
    for (int[] shape : new int[][] {{6, 5}, {2, 3, 2, 5}}) {
      List<Tensor> inputs = List.of(random(shape), random(5), random(5));
      add(
          "batch normalisation of rank " + shape.length,
          Operation.Normalize.class,
          inputs,
          (tape, in) -> normalize(tape, in, filled(0, 5), filled(1, 5)),
          in -> Reference.normalize(in[0], in[1], in[2], EPSILON));
      add(
          "rectified batch normalisation of rank " + shape.length,
          Operation.NormalizeAndRectify.class,
          inputs,
          (tape, in) -> normalizeAndRectify(tape, in, filled(0, 5), filled(1, 5)),
          in -> Reference.relu(Reference.normalize(in[0], in[1], in[2], EPSILON)));
      Tensor mean = random(5);
      Tensor variance = spaced(0.3, 5);
      for (int c = 0; c < 5; c++) {
        variance.data()[c] = Math.abs(variance.data()[c]);
      }
      addFrozen(
          "frozen batch normalisation of rank " + shape.length,
          Operation.Normalize.class,
          inputs,
          (tape, in) -> normalize(tape, in, mean, variance),
          in -> frozen(in, mean, variance));
      addFrozen(
          "frozen rectified batch normalisation of rank " + shape.length,
          Operation.NormalizeAndRectify.class,
          inputs,
          (tape, in) -> normalizeAndRectify(tape, in, mean, variance),
          in -> Reference.relu(frozen(in, mean, variance)));
    }
  }

  private static void addFrozen(
      String name,
      Class<? extends Operation> operation,
      List<Tensor> inputs,
      Subject subject,
      Formula formula) {
    CASES.put(name, new Case(operation, Pass.FROZEN_STATISTICS, inputs, subject, formula));
  }

  private static double[] frozen(double[][] in, Tensor mean, Tensor variance) {
    return Reference.normalize(
        in[0],
        in[1],
        in[2],
        Numbers.doubles(mean.data()),
        Numbers.doubles(variance.data()),
        EPSILON);
  }

  private static Variable normalizeAndRectify(
      Tape tape, List<Variable> in, Tensor runningMean, Tensor runningVariance) {
    return BatchNormalization.DEFAULT.applyAndRectify(
        tape, in.get(0), in.get(1), in.get(2), runningMean, runningVariance);
  }

  private static Variable normalize(
      Tape tape, List<Variable> in, Tensor runningMean, Tensor runningVariance) {
    return BatchNormalization.DEFAULT.apply(
        tape, in.get(0), in.get(1), in.get(2), runningMean, runningVariance);
  }

  private static void addLosses() {
    add(
        "cross-entropy",
        Operation.Loss.class,
        List.of(spaced(0.3, 3, 4)),
        (tape, in) -> Losses.crossEntropy(tape, in.get(0), LABELS),
        in -> Reference.crossEntropy(in[0], LABELS));
    add(
        "hinge",
        Operation.Loss.class,
        List.of(spaced(0.3, 3, 4)),
        (tape, in) -> Losses.hinge(tape, in.get(0), LABELS),
        in -> Reference.hinge(in[0], LABELS, 1));
    add(
        "squared hinge",
        Operation.Loss.class,
        List.of(spaced(0.3, 3, 4)),
        (tape, in) -> Losses.squaredHinge(tape, in.get(0), LABELS),
        in -> Reference.hinge(in[0], LABELS, 2));
  }

  private static void addCompositions() {
    Images g = new Images(2, 4, 4, 3, 3, 1, 1);
    add(
        "residual join",
        Operation.Add.class,
        List.of(random(2, 4, 4, 3), random(3, 3, 3, 3)),
        (tape, in) ->
            Functions.add(
                tape, Functions.convolve(tape, in.get(0), in.get(1), null, 1, 1), in.get(0)),
        in -> {
          double[] body = Reference.convolve(g, 3, in[0], in[1], new double[0]);
          return sum(body.length, i -> body[i] + in[0][i]);
        });
    add(
        "weights used by two layers",
        Operation.Affine.class,
        List.of(random(3, 4), random(4, 4), random(4)),
        (tape, in) ->
            Functions.affine(
                tape,
                Functions.affine(tape, in.get(0), in.get(1), in.get(2)),
                in.get(1),
                in.get(2)),
        in -> Reference.affine(3, Reference.affine(3, in[0], in[1], in[2]), in[1], in[2]));
  }

  static Stream<String> names() {
    return CASES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientIsThatOfTheFormula(String name) {
    Case test = Objects.requireNonNull(CASES.get(name));
    try (Engine engine = Engine.start(2)) {
      new GradientCheck(engine, test.pass(), SEED)
          .check(name, test.inputs(), test.subject(), test.formula());
    }
  }

  @Test
  void everyOperationIsChecked() {
    Set<String> operations =
        Arrays.stream(Operation.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> checked =
        CASES.values().stream()
            .map(test -> test.operation().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(operations, checked);
  }
}
