package dev.alq.kernel;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Every kernel against plain loops in double precision. */
final class KernelCases {

  /** Elements before and after a result. */
  static final int MARGIN = 5;

  private static final int FROM_ROW = 2;
  private static final int TO_ROW = 9;
  static final int ROWS = 11;

  /** Makes a case of a size: elements, channels or steps, as the kernel has it. */
  @FunctionalInterface
  interface Factory {
    KernelCase make(Kernels kernels, int size, long seed);
  }

  private static final Map<String, Factory> ALL = new LinkedHashMap<>();

  static {
    ALL.put("tile", BlockCases::tile);
    ALL.put("tilePart", BlockCases::tilePart);
    ALL.put("addBlock", BlockCases::addBlock);
    ALL.put("copyBlock", BlockCases::copyBlock);
    ALL.put("gather", BlockCases::gather);
    ALL.putAll(WinogradCases.all());
    ALL.put("lookUp", GroupCases::lookUp);
    ALL.put("rank", GroupCases::rank);
    ALL.put("signedSums", GroupCases::signedSums);
    ALL.put("pairSums", GroupCases::pairSums);
    ALL.put("sum", GroupCases::sum);
    ALL.put("rankMinima", RefitCases::rankMinima);
    ALL.put("refitSums", RefitCases::refitSums);
    ALL.put("model", RefitCases::model);
    ALL.put("updateMoments", GroupCases::updateMoments);
    ALL.put("quantize", ActivationCases::quantize);
    ALL.put("gradientInside", ActivationCases::gradientInside);
    ALL.put("rankSums", ActivationCases::rankSums);
    ALL.put("addTerms", BitCases::addTerms);
    ALL.put("fillRow", BitCases::fillRow);
    ALL.put("maximumOfLanes", BitCases::maximumOfLanes);
    ALL.put("encodeRows", BitCases::encodeRows);
    ALL.put("encodePixel", BitCases::encodePixel);
    ALL.put("signTables", BitCases::signTables);
    ALL.put("lookUp", BitCases::lookUp);
    ALL.put("relu", KernelCases::relu);
    ALL.put("reluGradient", KernelCases::reluGradient);
    ALL.put("add", KernelCases::add);
    ALL.put("scaleShift", KernelCases::scaleShift);
    ALL.put("combineRows", KernelCases::combineRows);
    ALL.put("columnSums", KernelCases::columnSums);
    ALL.put("centredSquareSums", KernelCases::centredSquareSums);
    ALL.put("gradientSums", KernelCases::gradientSums);
    ALL.put("maximum", PoolCases::maximum);
    ALL.put("maximumGradient", PoolCases::maximumGradient);
    ALL.put("spreadMaximum", PoolCases::spreadMaximum);
    ALL.put("scaleShiftRelu", RectifiedCases::scaleShiftRelu);
    ALL.put("reluGradientSums", RectifiedCases::reluGradientSums);
    ALL.put("reluCombineRows", RectifiedCases::reluCombineRows);
    ALL.put("addRelu", RectifiedCases::addRelu);
    ALL.put("maximumRelu", PoolCases::maximumRelu);
  }

  private KernelCases() {}

  /** The name of the kernel's method, without what tells several kernels of that name apart. */
  static String method(String name) {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /** By the name of the kernel. */
  static Map<String, Factory> all() {
    return ALL;
  }

  static KernelCase make(String name, Kernels kernels, int size, long seed) {
    return Objects.requireNonNull(ALL.get(name), name).make(kernels, size, seed);
  }

  /** Kernels that fuse no product with a sum: no twin has a rounding of its own to make. */
  static boolean sameBitsOnAllSets(String name) {
    return switch (method(name)) {
      case "addBlock", "copyBlock", "gather", "relu", "reluGradient", "add" -> true;
      case "columnSums", "maximum", "maximumGradient", "spreadMaximum" -> true;
      case "addRelu", "maximumRelu" -> true;
      case "inputTile", "weightTile", "outputTile" -> true;
      case "inputGradientTile", "weightGradientTile", "outputGradientTile" -> true;
      case "lookUp", "rank", "rankMinima", "model", "updateMoments" -> true;
      case "quantize", "gradientInside" -> true;
      case "fillRow", "encodeRows", "encodePixel" -> true;
      default -> false;
    };
  }

  /** Runs over a range of arrays that are longer. */
  @FunctionalInterface
  interface ElementCall {
    void run(float[] result, int from, int to);
  }

  @FunctionalInterface
  interface ElementOracle {
    void set(Expected expected, int index);
  }

  static KernelCase elementwise(
      String name, int size, long seed, ElementOracle oracle, ElementCall call) {
    float[] before = Numbers.random(seed + 99, size + 2 * MARGIN);
    Expected expected = Expected.of(before);
    for (int i = MARGIN; i < MARGIN + size; i++) {
      oracle.set(expected, i);
    }
    return new KernelCase(
        name,
        1,
        expected,
        KernelCase.NONE,
        () -> {
          float[] result = before.clone();
          call.run(result, MARGIN, MARGIN + size);
          return new Outcome(result, KernelCase.NONE);
        });
  }

  private static KernelCase relu(Kernels kernels, int size, long seed) {
    float[] x = Numbers.random(seed, size + 2 * MARGIN);
    return elementwise(
        "relu",
        size,
        seed,
        (expected, i) -> expected.set(i, x[i] > 0 ? x[i] : 0),
        (y, from, to) -> kernels.relu(x, y, from, to));
  }

  private static KernelCase reluGradient(Kernels kernels, int size, long seed) {
    float[] y = Numbers.random(seed, size + 2 * MARGIN);
    float[] dy = Numbers.random(seed + 1, size + 2 * MARGIN);
    for (int i = 0; i < y.length; i += 3) {
      y[i] = 0;
    }
    return elementwise(
        "reluGradient",
        size,
        seed,
        (expected, i) -> expected.set(i, y[i] > 0 ? dy[i] : 0),
        (dx, from, to) -> kernels.reluGradient(y, dy, dx, from, to));
  }

  private static KernelCase add(Kernels kernels, int size, long seed) {
    float[] x = Numbers.random(seed, size + 2 * MARGIN);
    float[] y = Numbers.random(seed + 1, size + 2 * MARGIN);
    return elementwise(
        "add",
        size,
        seed,
        (expected, i) -> {
          expected.set(i, x[i]);
          expected.add(i, y[i]);
        },
        (sum, from, to) -> kernels.add(x, y, sum, from, to));
  }

  /** Runs over rows of a larger array of rows. */
  static KernelCase rows(
      String name, int channels, long seed, ElementOracle oracle, ElementCall call) {
    float[] before = Numbers.random(seed + 99, ROWS * channels);
    Expected expected = Expected.of(before);
    for (int i = FROM_ROW * channels; i < TO_ROW * channels; i++) {
      oracle.set(expected, i);
    }
    return new KernelCase(
        name,
        3,
        expected,
        KernelCase.NONE,
        () -> {
          float[] result = before.clone();
          call.run(result, FROM_ROW, TO_ROW);
          return new Outcome(result, KernelCase.NONE);
        });
  }

  private static KernelCase scaleShift(Kernels kernels, int channels, long seed) {
    float[] x = Numbers.random(seed, ROWS * channels);
    float[] scale = Numbers.random(seed + 1, channels);
    float[] shift = Numbers.random(seed + 2, channels);
    return rows(
        "scaleShift",
        channels,
        seed,
        (expected, i) -> {
          expected.set(i, shift[i % channels]);
          expected.add(i, (double) scale[i % channels] * x[i]);
        },
        (y, from, to) -> kernels.scaleShift(x, y, from, to, scale, shift));
  }

  private static KernelCase combineRows(Kernels kernels, int channels, long seed) {
    float[] dy = Numbers.random(seed, ROWS * channels);
    float[] x = Numbers.random(seed + 1, ROWS * channels);
    float[] p = Numbers.random(seed + 2, channels);
    float[] q = Numbers.random(seed + 3, channels);
    float[] r = Numbers.random(seed + 4, channels);
    return rows(
        "combineRows",
        channels,
        seed,
        (expected, i) -> {
          int c = i % channels;
          expected.set(i, r[c]);
          expected.add(i, (double) p[c] * dy[i]);
          expected.add(i, (double) q[c] * x[i]);
        },
        (dx, from, to) -> kernels.combineRows(dy, x, dx, from, to, p, q, r));
  }

  @FunctionalInterface
  interface RowTerm {
    double at(int index, int channel);
  }

  /** Adds up rows into sums that hold something already. */
  private static KernelCase sums(
      String name, int channels, long seed, RowTerm term, ElementCall call) {
    return sums(name, channels, 1, seed, term, call);
  }

  private static KernelCase sums(
      String name, int channels, int kinds, long seed, RowTerm term, ElementCall call) {
    float[] before = Numbers.random(seed + 99, kinds * channels + 2 * MARGIN);
    Expected expected = Expected.of(before);
    for (int r = FROM_ROW; r < TO_ROW; r++) {
      for (int c = 0; c < kinds * channels; c++) {
        expected.add(MARGIN + c, term.at(r * channels + c % channels, c));
      }
    }
    return new KernelCase(
        name,
        4.0 + TO_ROW - FROM_ROW,
        expected,
        KernelCase.NONE,
        () -> {
          float[] result = before.clone();
          call.run(result, FROM_ROW, TO_ROW);
          return new Outcome(result, KernelCase.NONE);
        });
  }

  private static KernelCase columnSums(Kernels kernels, int channels, long seed) {
    float[] x = Numbers.random(seed, ROWS * channels);
    return sums(
        "columnSums",
        channels,
        seed,
        (i, c) -> x[i],
        (sums, from, to) -> kernels.columnSums(x, from, to, channels, sums, MARGIN));
  }

  private static KernelCase centredSquareSums(Kernels kernels, int channels, long seed) {
    float[] x = Numbers.random(seed, ROWS * channels);
    float[] centre = Numbers.random(seed + 1, channels);
    return sums(
        "centredSquareSums",
        channels,
        seed,
        (i, c) -> Math.pow((double) x[i] - centre[c], 2),
        (sums, from, to) -> kernels.centredSquareSums(x, centre, from, to, sums, MARGIN));
  }

  private static KernelCase gradientSums(Kernels kernels, int channels, long seed) {
    float[] dy = Numbers.random(seed, ROWS * channels);
    float[] x = Numbers.random(seed + 1, ROWS * channels);
    float[] centre = Numbers.random(seed + 2, channels);
    return gradientSums(
        "gradientSums",
        channels,
        seed,
        (i, c) -> dy[i],
        (i, c) -> dy[i] * ((double) x[i] - centre[c]),
        (sums, from, to) -> kernels.gradientSums(dy, x, centre, from, to, sums, MARGIN));
  }

  /** Two sums per channel, first all of the one kind, then all of the other. */
  static KernelCase gradientSums(
      String name, int channels, long seed, RowTerm first, RowTerm second, ElementCall call) {
    return sums(
        name,
        channels,
        2,
        seed,
        (i, c) -> c < channels ? first.at(i, c) : second.at(i, c - channels),
        call);
  }
}
