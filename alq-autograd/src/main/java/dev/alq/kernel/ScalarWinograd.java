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
 * The specification of {@link WinogradKernels}: channel by channel, the columns of a tile first,
 * then its rows.
 */
final class ScalarWinograd implements WinogradKernels {

  @Override
  public int fewestChannels() {
    return 128;
  }

  @Override
  public int scratchSize() {
    return POSITIONS;
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
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * dGrid.columnStep();
        inputLine(d, at, dGrid.rowStep(), scratch, j, INPUT);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * vGrid.rowStep();
        inputLine(scratch, i * INPUT, 1, v, at, vGrid.columnStep());
      }
    }
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
  public void weightTile(
      float[] g,
      int from,
      PixelGrid gGrid,
      float[] u,
      int to,
      PixelGrid uGrid,
      int channels,
      float[] scratch) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < TAPS; j++) {
        int at = from + c + j * gGrid.columnStep();
        weightLine(g, at, gGrid.rowStep(), scratch, j, INPUT);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * uGrid.rowStep();
        weightLine(scratch, i * INPUT, 1, u, at, uGrid.columnStep());
      }
    }
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
  public void outputTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] bias,
      int biasFrom,
      float[] y,
      int to,
      PixelGrid yGrid,
      int channels,
      float[] scratch) {
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * mGrid.columnStep();
        outputLine(m, at, mGrid.rowStep(), scratch, j, INPUT);
      }
      for (int i = 0; i < OUTPUT; i++) {
        int at = to + c + i * yGrid.rowStep();
        outputLine(scratch, i * INPUT, 1, y, at, yGrid.columnStep());
        addTerm(bias, biasFrom + c, y, at, yGrid.columnStep());
      }
    }
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

  private static void addTerm(float[] bias, int biasFrom, float[] y, int to, int toStep) {
    for (int j = 0; j < OUTPUT; j++) {
      y[to + j * toStep] += bias[biasFrom];
    }
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
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < OUTPUT; j++) {
        int at = from + c + j * dyGrid.columnStep();
        outputGradientLine(dy, at, dyGrid.rowStep(), scratch, j, INPUT);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * zGrid.rowStep();
        outputGradientLine(scratch, i * INPUT, 1, z, at, zGrid.columnStep());
      }
    }
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
    for (int c = 0; c < channels; c++) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * mGrid.columnStep();
        weightGradientLine(m, at, mGrid.rowStep(), scratch, j, INPUT);
      }
      for (int i = 0; i < TAPS; i++) {
        int at = to + c + i * dgGrid.rowStep();
        weightGradientLine(scratch, i * INPUT, 1, dg, at, dgGrid.columnStep());
      }
    }
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
}
