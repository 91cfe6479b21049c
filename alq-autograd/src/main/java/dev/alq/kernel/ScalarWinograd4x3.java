package dev.alq.kernel;

import static dev.alq.kernel.WinogradPoints.A1;
import static dev.alq.kernel.WinogradPoints.A2;
import static dev.alq.kernel.WinogradPoints.A3;
import static dev.alq.kernel.WinogradPoints.B1;
import static dev.alq.kernel.WinogradPoints.B2;
import static dev.alq.kernel.WinogradPoints.B3;
import static dev.alq.kernel.WinogradPoints.N0;
import static dev.alq.kernel.WinogradPoints.NA;
import static dev.alq.kernel.WinogradPoints.NB;
import static dev.alq.kernel.WinogradPoints.PRODUCT;
import static dev.alq.kernel.WinogradPoints.SUM;

/**
 * The specification of {@link WinogradFiltering#F4X3}. Of the rows or columns of a matrix that
 * belong to points p and −p, even powers of p are the same and odd ones have opposite signs, so
 * both are computed together: pair A is ±a, pair B ±b of {@link WinogradPoints}.
 */
final class ScalarWinograd4x3 implements WinogradKernels {

  static final WinogradLine INPUT_LINE = ScalarWinograd4x3::inputLine;
  static final WinogradLine INPUT_GRADIENT_LINE = ScalarWinograd4x3::inputGradientLine;
  static final WinogradLine WEIGHT_LINE = ScalarWinograd4x3::weightLine;
  static final WinogradLine WEIGHT_GRADIENT_LINE = ScalarWinograd4x3::weightGradientLine;
  static final WinogradLine OUTPUT_LINE = ScalarWinograd4x3::outputLine;
  static final WinogradLine OUTPUT_GRADIENT_LINE = ScalarWinograd4x3::outputGradientLine;

  private static final int INPUT = 6;
  private static final int TAPS = 3;
  private static final int OUTPUT = 4;

  @Override
  public int fewestChannels() {
    return 128;
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
    float evenA = x4 - B2 * x2;
    float oddA = A1 * (x3 - B2 * x1);
    float evenB = x4 - A2 * x2;
    float oddB = B1 * (x3 - A2 * x1);
    y[to] = x4 - SUM * x2 + PRODUCT * x0;
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = x5 - SUM * x3 + PRODUCT * x1;
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
    float evenA = x1 + x2;
    float oddA = A1 * (x1 - x2);
    float evenB = x3 + x4;
    float oddB = B1 * (x3 - x4);
    y[to] = PRODUCT * x0;
    y[to + toStep] = PRODUCT * x5 - B2 * oddA - A2 * oddB;
    y[to + 2 * toStep] = -(SUM * x0 + B2 * evenA + A2 * evenB);
    y[to + 3 * toStep] = oddA + oddB - SUM * x5;
    y[to + 4 * toStep] = x0 + evenA + evenB;
    y[to + 5 * toStep] = x5;
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
    float evenA = NA * (x0 + A2 * x2);
    float oddA = (NA * A1) * x1;
    float evenB = NB * (x0 + B2 * x2);
    float oddB = (NB * B1) * x1;
    y[to] = N0 * x0;
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = x2;
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
    float evenA = NA * (x1 + x2);
    float oddA = (NA * A1) * (x1 - x2);
    float evenB = NB * (x3 + x4);
    float oddB = (NB * B1) * (x3 - x4);
    y[to] = N0 * x0 + evenA + evenB;
    y[to + toStep] = oddA + oddB;
    y[to + 2 * toStep] = A2 * evenA + B2 * evenB + x5;
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
    float evenA = x1 + x2;
    float oddA = x1 - x2;
    float evenB = x3 + x4;
    float oddB = x3 - x4;
    y[to] = x0 + evenA + evenB;
    y[to + toStep] = A1 * oddA + B1 * oddB;
    y[to + 2 * toStep] = A2 * evenA + B2 * evenB;
    y[to + 3 * toStep] = A3 * oddA + B3 * oddB + x5;
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
    float evenA = x0 + A2 * x2;
    float oddA = A1 * x1 + A3 * x3;
    float evenB = x0 + B2 * x2;
    float oddB = B1 * x1 + B3 * x3;
    y[to] = x0;
    y[to + toStep] = evenA + oddA;
    y[to + 2 * toStep] = evenA - oddA;
    y[to + 3 * toStep] = evenB + oddB;
    y[to + 4 * toStep] = evenB - oddB;
    y[to + 5 * toStep] = x3;
  }
}
