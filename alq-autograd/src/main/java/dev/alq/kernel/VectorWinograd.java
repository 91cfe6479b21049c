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

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link WinogradKernels} on the Vector API: channels in lanes, the columns of a tile first, then
 * its rows. Lines go through memory, so that no vector passes through a call.
 */
final class VectorWinograd implements WinogradKernels {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /** Distance in the scratch memory between rows of a tile half transformed. */
  private static final int ROW = INPUT * LANES;

  /** Transforms the channels that are left over after the last full vector. */
  private static final ScalarWinograd REST = new ScalarWinograd();

  @Override
  public int fewestChannels() {
    return 32;
  }

  @Override
  public int scratchSize() {
    return INPUT * ROW;
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
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * dGrid.columnStep();
        inputLine(d, at, dGrid.rowStep(), scratch, j * LANES, ROW);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * vGrid.rowStep();
        inputLine(scratch, i * ROW, LANES, v, at, vGrid.columnStep());
      }
    }
    REST.inputTile(d, from + c, dGrid, v, to + c, vGrid, channels - c, scratch);
  }

  /** One line multiplied by Bᵀ, a vector of channels. */
  private static void inputLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector x4 = FloatVector.fromArray(F, x, from + 4 * step);
    FloatVector x5 = FloatVector.fromArray(F, x, from + 5 * step);
    FloatVector evenA = x4.sub(x2.mul(B2));
    FloatVector oddA = x3.sub(x1.mul(B2)).mul(A1);
    FloatVector evenB = x4.sub(x2.mul(A2));
    FloatVector oddB = x3.sub(x1.mul(A2)).mul(B1);
    x4.sub(x2.mul(SUM)).add(x0.mul(PRODUCT)).intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    x5.sub(x3.mul(SUM)).add(x1.mul(PRODUCT)).intoArray(y, to + 5 * toStep);
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
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      for (int j = 0; j < TAPS; j++) {
        int at = from + c + j * gGrid.columnStep();
        weightLine(g, at, gGrid.rowStep(), scratch, j * LANES, ROW);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * uGrid.rowStep();
        weightLine(scratch, i * ROW, LANES, u, at, uGrid.columnStep());
      }
    }
    REST.weightTile(g, from + c, gGrid, u, to + c, uGrid, channels - c, scratch);
  }

  /** One line multiplied by G, a vector of channels. */
  private static void weightLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector evenA = x0.add(x2.mul(A2)).mul(NA);
    FloatVector oddA = x1.mul(NA * A1);
    FloatVector evenB = x0.add(x2.mul(B2)).mul(NB);
    FloatVector oddB = x1.mul(NB * B1);
    x0.mul(N0).intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    x2.intoArray(y, to + 5 * toStep);
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
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * mGrid.columnStep();
        outputLine(m, at, mGrid.rowStep(), scratch, j * LANES, ROW);
      }
      for (int i = 0; i < OUTPUT; i++) {
        int at = to + c + i * yGrid.rowStep();
        outputLine(scratch, i * ROW, LANES, y, at, yGrid.columnStep());
        addTerm(bias, biasFrom + c, y, at, yGrid.columnStep());
      }
    }
    REST.outputTile(
        m, from + c, mGrid, bias, biasFrom + c, y, to + c, yGrid, channels - c, scratch);
  }

  /** One line multiplied by Aᵀ, a vector of channels. */
  private static void outputLine(float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector x4 = FloatVector.fromArray(F, x, from + 4 * step);
    FloatVector x5 = FloatVector.fromArray(F, x, from + 5 * step);
    FloatVector evenA = x1.add(x2);
    FloatVector oddA = x1.sub(x2);
    FloatVector evenB = x3.add(x4);
    FloatVector oddB = x3.sub(x4);
    x0.add(evenA).add(evenB).intoArray(y, to);
    oddA.mul(A1).add(oddB.mul(B1)).intoArray(y, to + toStep);
    evenA.mul(A2).add(evenB.mul(B2)).intoArray(y, to + 2 * toStep);
    oddA.mul(A3).add(oddB.mul(B3)).add(x5).intoArray(y, to + 3 * toStep);
  }

  private static void addTerm(float[] bias, int biasFrom, float[] y, int to, int toStep) {
    FloatVector term = FloatVector.fromArray(F, bias, biasFrom);
    for (int j = 0; j < OUTPUT; j++) {
      FloatVector.fromArray(F, y, to + j * toStep).add(term).intoArray(y, to + j * toStep);
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
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      for (int j = 0; j < OUTPUT; j++) {
        int at = from + c + j * dyGrid.columnStep();
        outputGradientLine(dy, at, dyGrid.rowStep(), scratch, j * LANES, ROW);
      }
      for (int i = 0; i < INPUT; i++) {
        int at = to + c + i * zGrid.rowStep();
        outputGradientLine(scratch, i * ROW, LANES, z, at, zGrid.columnStep());
      }
    }
    REST.outputGradientTile(dy, from + c, dyGrid, z, to + c, zGrid, channels - c, scratch);
  }

  /** One line multiplied by A, a vector of channels. */
  private static void outputGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector evenA = x0.add(x2.mul(A2));
    FloatVector oddA = x1.mul(A1).add(x3.mul(A3));
    FloatVector evenB = x0.add(x2.mul(B2));
    FloatVector oddB = x1.mul(B1).add(x3.mul(B3));
    x0.intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    x3.intoArray(y, to + 5 * toStep);
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
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      for (int j = 0; j < INPUT; j++) {
        int at = from + c + j * mGrid.columnStep();
        weightGradientLine(m, at, mGrid.rowStep(), scratch, j * LANES, ROW);
      }
      for (int i = 0; i < TAPS; i++) {
        int at = to + c + i * dgGrid.rowStep();
        weightGradientLine(scratch, i * ROW, LANES, dg, at, dgGrid.columnStep());
      }
    }
    REST.weightGradientTile(m, from + c, mGrid, dg, to + c, dgGrid, channels - c, scratch);
  }

  /** One line multiplied by Gᵀ, a vector of channels. */
  private static void weightGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector x4 = FloatVector.fromArray(F, x, from + 4 * step);
    FloatVector x5 = FloatVector.fromArray(F, x, from + 5 * step);
    FloatVector evenA = x1.add(x2).mul(NA);
    FloatVector oddA = x1.sub(x2).mul(NA * A1);
    FloatVector evenB = x3.add(x4).mul(NB);
    FloatVector oddB = x3.sub(x4).mul(NB * B1);
    x0.mul(N0).add(evenA).add(evenB).intoArray(y, to);
    oddA.add(oddB).intoArray(y, to + toStep);
    evenA.mul(A2).add(evenB.mul(B2)).add(x5).intoArray(y, to + 2 * toStep);
  }
}
