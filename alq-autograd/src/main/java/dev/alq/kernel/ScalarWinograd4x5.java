package dev.alq.kernel;

/**
 * The specification of {@link WinogradFiltering#F4X5} with the points 0, ±1/2, ±1, ±2 and ∞: all of
 * A and B is exact in float32. As in {@link ScalarWinograd4x3}, what belongs to a pair of points is
 * computed together: pair A is ±1/2, pair B ±1, pair C ±2.
 */
final class ScalarWinograd4x5 implements WinogradKernels {

  static final WinogradLine INPUT_LINE = ScalarWinograd4x5::inputLine;
  static final WinogradLine INPUT_GRADIENT_LINE = ScalarWinograd4x5::inputGradientLine;
  static final WinogradLine WEIGHT_LINE = ScalarWinograd4x5::weightLine;
  static final WinogradLine WEIGHT_GRADIENT_LINE = ScalarWinograd4x5::weightGradientLine;
  static final WinogradLine OUTPUT_LINE = ScalarWinograd4x5::outputLine;
  static final WinogradLine OUTPUT_GRADIENT_LINE = ScalarWinograd4x5::outputGradientLine;

  /** One divided by the product of the distances of ±1/2 from the other points. */
  static final float NA = 32f / 45;

  /** The same at ±1. */
  static final float NB = -2f / 9;

  /** The same at ±2. */
  static final float NC = 1f / 90;

  private static final int INPUT = 8;
  private static final int TAPS = 5;
  private static final int OUTPUT = 4;

  @Override
  public int fewestChannels() {
    return 20;
  }

  @Override
  public int scratchSize() {
    return INPUT * INPUT;
  }

  @Override
  public void inputTile(
      float[] d,
      int from,
      PixelGrid dGrid,
      float[] v,
      int to,
      PixelGrid vGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(INPUT_LINE, INPUT, INPUT, d, from, dGrid, v, to, vGrid, channels, scratch);
  }

  /** One line multiplied by Bᵀ. */
  private static void inputLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float x4 = x[from + 4 * step];
    float x5 = x[from + 5 * step];
    float x6 = x[from + 6 * step];
    float x7 = x[from + 7 * step];
    float evenA = x6 - 5 * x4 + 4 * x2;
    float oddA = 0.5f * (x5 - 5 * x3 + 4 * x1);
    float evenB = x6 - 4.25f * x4 + x2;
    float oddB = x5 - 4.25f * x3 + x1;
    float evenC = x6 - 1.25f * x4 + 0.25f * x2;
    float oddC = 2 * (x5 - 1.25f * x3 + 0.25f * x1);
    y[to] = x6 - x0 + 5.25f * (x2 - x4);
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = evenC + oddC;
    y[to + 6 * toStep] = evenC - oddC;
    y[to + 7 * toStep] = x7 - x1 + 5.25f * (x3 - x5);
  }

  @Override
  public void inputGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dd,
      int to,
      PixelGrid ddGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(
        INPUT_GRADIENT_LINE, INPUT, INPUT, m, from, mGrid, dd, to, ddGrid, channels, scratch);
  }

  /** One line multiplied by B. */
  private static void inputGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float x4 = x[from + 4 * step];
    float x5 = x[from + 5 * step];
    float x6 = x[from + 6 * step];
    float x7 = x[from + 7 * step];
    float evenA = x1 + x2;
    float oddA = 0.5f * (x1 - x2);
    float evenB = x3 + x4;
    float oddB = x3 - x4;
    float evenC = x5 + x6;
    float oddC = 2 * (x5 - x6);
    y[to] = -x0;
    y[to + toStep] = 4 * oddA + oddB + 0.25f * oddC - x7;
    y[to + 2 * toStep] = 5.25f * x0 + 4 * evenA + evenB + 0.25f * evenC;
    y[to + 3 * toStep] = 5.25f * x7 - 5 * oddA - 4.25f * oddB - 1.25f * oddC;
    y[to + 4 * toStep] = -(5.25f * x0 + 5 * evenA + 4.25f * evenB + 1.25f * evenC);
    y[to + 5 * toStep] = oddA + oddB + oddC - 5.25f * x7;
    y[to + 6 * toStep] = x0 + evenA + evenB + evenC;
    y[to + 7 * toStep] = x7;
  }

  @Override
  public void weightTile(
      float[] g,
      int from,
      PixelGrid gGrid,
      float[] u,
      int to,
      PixelGrid uGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(WEIGHT_LINE, TAPS, INPUT, g, from, gGrid, u, to, uGrid, channels, scratch);
  }

  /** One line multiplied by G. */
  private static void weightLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float x4 = x[from + 4 * step];
    float evenA = NA * (x0 + 0.25f * x2 + 0.0625f * x4);
    float oddA = (NA * 0.5f) * (x1 + 0.25f * x3);
    float evenB = NB * (x0 + x2 + x4);
    float oddB = NB * (x1 + x3);
    float evenC = NC * (x0 + 4 * x2 + 16 * x4);
    float oddC = (NC * 2) * (x1 + 4 * x3);
    y[to] = -x0;
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = evenC + oddC;
    y[to + 6 * toStep] = evenC - oddC;
    y[to + 7 * toStep] = x4;
  }

  @Override
  public void weightGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dg,
      int to,
      PixelGrid dgGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(
        WEIGHT_GRADIENT_LINE, INPUT, TAPS, m, from, mGrid, dg, to, dgGrid, channels, scratch);
  }

  /** One line multiplied by Gᵀ. */
  private static void weightGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float x4 = x[from + 4 * step];
    float x5 = x[from + 5 * step];
    float x6 = x[from + 6 * step];
    float x7 = x[from + 7 * step];
    float evenA = NA * (x1 + x2);
    float oddA = (NA * 0.5f) * (x1 - x2);
    float evenB = NB * (x3 + x4);
    float oddB = NB * (x3 - x4);
    float evenC = NC * (x5 + x6);
    float oddC = (NC * 2) * (x5 - x6);
    y[to] = evenA - x0 + evenB + evenC;
    y[to + toStep] = oddA + oddB + oddC;
    y[to + 2 * toStep] = 0.25f * evenA + evenB + 4 * evenC;
    y[to + 3 * toStep] = 0.25f * oddA + oddB + 4 * oddC;
    y[to + 4 * toStep] = 0.0625f * evenA + evenB + 16 * evenC + x7;
  }

  @Override
  public void outputTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] y,
      int to,
      PixelGrid yGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(
        OUTPUT_LINE, INPUT, OUTPUT, m, from, mGrid, y, to, yGrid, channels, scratch);
  }

  /** One line multiplied by Aᵀ. */
  private static void outputLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float x4 = x[from + 4 * step];
    float x5 = x[from + 5 * step];
    float x6 = x[from + 6 * step];
    float x7 = x[from + 7 * step];
    float evenA = x1 + x2;
    float oddA = x1 - x2;
    float evenB = x3 + x4;
    float oddB = x3 - x4;
    float evenC = x5 + x6;
    float oddC = x5 - x6;
    y[to] = x0 + evenA + evenB + evenC;
    y[to + toStep] = 0.5f * oddA + oddB + 2 * oddC;
    y[to + 2 * toStep] = 0.25f * evenA + evenB + 4 * evenC;
    y[to + 3 * toStep] = 0.125f * oddA + oddB + 8 * oddC + x7;
  }

  @Override
  public void outputGradientTile(
      float[] dy,
      int from,
      PixelGrid dyGrid,
      float[] z,
      int to,
      PixelGrid zGrid,
      int channels,
      float[] scratch) {
    ScalarTransform.run(
        OUTPUT_GRADIENT_LINE, OUTPUT, INPUT, dy, from, dyGrid, z, to, zGrid, channels, scratch);
  }

  /** One line multiplied by A. */
  private static void outputGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    float x0 = x[from];
    float x1 = x[from + step];
    float x2 = x[from + 2 * step];
    float x3 = x[from + 3 * step];
    float evenA = x0 + 0.25f * x2;
    float oddA = 0.5f * x1 + 0.125f * x3;
    float evenB = x0 + x2;
    float oddB = x1 + x3;
    float evenC = x0 + 4 * x2;
    float oddC = 2 * x1 + 8 * x3;
    y[to] = x0;
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = evenC + oddC;
    y[to + 6 * toStep] = evenC - oddC;
    y[to + 7 * toStep] = x3;
  }
}
