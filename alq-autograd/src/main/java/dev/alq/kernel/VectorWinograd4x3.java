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

/** {@link WinogradFiltering#F4X3} on the Vector API, channels in lanes. */
final class VectorWinograd4x3 implements WinogradKernels {

  private static final WinogradLine INPUT_LINE = VectorWinograd4x3::inputLine;
  private static final WinogradLine INPUT_GRADIENT_LINE = VectorWinograd4x3::inputGradientLine;
  private static final WinogradLine WEIGHT_LINE = VectorWinograd4x3::weightLine;
  private static final WinogradLine WEIGHT_GRADIENT_LINE = VectorWinograd4x3::weightGradientLine;
  private static final WinogradLine OUTPUT_LINE = VectorWinograd4x3::outputLine;
  private static final WinogradLine OUTPUT_GRADIENT_LINE = VectorWinograd4x3::outputGradientLine;

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int INPUT = 6;
  private static final int TAPS = 3;
  private static final int OUTPUT = 4;

  @Override
  public int fewestChannels() {
    return 32;
  }

  @Override
  public int scratchSize() {
    return VectorTransform.LANES * INPUT * INPUT;
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
    VectorTransform.run(
        INPUT_LINE,
        ScalarWinograd4x3.INPUT_LINE,
        INPUT,
        INPUT,
        d,
        from,
        dGrid,
        v,
        to,
        vGrid,
        channels,
        scratch);
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
  public void inputGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dd,
      int to,
      PixelGrid ddGrid,
      int channels,
      float[] scratch) {
    VectorTransform.run(
        INPUT_GRADIENT_LINE,
        ScalarWinograd4x3.INPUT_GRADIENT_LINE,
        INPUT,
        INPUT,
        m,
        from,
        mGrid,
        dd,
        to,
        ddGrid,
        channels,
        scratch);
  }

  /** One line multiplied by B, a vector of channels. */
  private static void inputGradientLine(
      float[] x, int from, int step, float[] y, int to, int toStep) {
    FloatVector x0 = FloatVector.fromArray(F, x, from);
    FloatVector x1 = FloatVector.fromArray(F, x, from + step);
    FloatVector x2 = FloatVector.fromArray(F, x, from + 2 * step);
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector x4 = FloatVector.fromArray(F, x, from + 4 * step);
    FloatVector x5 = FloatVector.fromArray(F, x, from + 5 * step);
    FloatVector evenA = x1.add(x2);
    FloatVector oddA = x1.sub(x2).mul(A1);
    FloatVector evenB = x3.add(x4);
    FloatVector oddB = x3.sub(x4).mul(B1);
    x0.mul(PRODUCT).intoArray(y, to);
    x5.mul(PRODUCT).sub(oddA.mul(B2)).sub(oddB.mul(A2)).intoArray(y, to + toStep);
    x0.mul(SUM).add(evenA.mul(B2)).add(evenB.mul(A2)).neg().intoArray(y, to + 2 * toStep);
    oddA.add(oddB).sub(x5.mul(SUM)).intoArray(y, to + 3 * toStep);
    x0.add(evenA).add(evenB).intoArray(y, to + 4 * toStep);
    x5.intoArray(y, to + 5 * toStep);
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
    VectorTransform.run(
        WEIGHT_LINE,
        ScalarWinograd4x3.WEIGHT_LINE,
        TAPS,
        INPUT,
        g,
        from,
        gGrid,
        u,
        to,
        uGrid,
        channels,
        scratch);
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
  public void weightGradientTile(
      float[] m,
      int from,
      PixelGrid mGrid,
      float[] dg,
      int to,
      PixelGrid dgGrid,
      int channels,
      float[] scratch) {
    VectorTransform.run(
        WEIGHT_GRADIENT_LINE,
        ScalarWinograd4x3.WEIGHT_GRADIENT_LINE,
        INPUT,
        TAPS,
        m,
        from,
        mGrid,
        dg,
        to,
        dgGrid,
        channels,
        scratch);
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
    VectorTransform.run(
        OUTPUT_LINE,
        ScalarWinograd4x3.OUTPUT_LINE,
        INPUT,
        OUTPUT,
        m,
        from,
        mGrid,
        y,
        to,
        yGrid,
        channels,
        scratch);
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
    VectorTransform.run(
        OUTPUT_GRADIENT_LINE,
        ScalarWinograd4x3.OUTPUT_GRADIENT_LINE,
        OUTPUT,
        INPUT,
        dy,
        from,
        dyGrid,
        z,
        to,
        zGrid,
        channels,
        scratch);
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
}
