package dev.alq.kernel;

import static dev.alq.kernel.ScalarWinograd4x5.NA;
import static dev.alq.kernel.ScalarWinograd4x5.NB;
import static dev.alq.kernel.ScalarWinograd4x5.NC;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link WinogradFiltering#F4X5} on the Vector API, channels in lanes. */
final class VectorWinograd4x5 implements WinogradKernels {

  private static final WinogradLine INPUT_LINE = VectorWinograd4x5::inputLine;
  private static final WinogradLine INPUT_GRADIENT_LINE = VectorWinograd4x5::inputGradientLine;
  private static final WinogradLine WEIGHT_LINE = VectorWinograd4x5::weightLine;
  private static final WinogradLine WEIGHT_GRADIENT_LINE = VectorWinograd4x5::weightGradientLine;
  private static final WinogradLine OUTPUT_LINE = VectorWinograd4x5::outputLine;
  private static final WinogradLine OUTPUT_GRADIENT_LINE = VectorWinograd4x5::outputGradientLine;

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int INPUT = 8;
  private static final int TAPS = 5;
  private static final int OUTPUT = 4;

  @Override
  public int fewestChannels() {
    return 16;
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
        ScalarWinograd4x5.INPUT_LINE,
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
    FloatVector x6 = FloatVector.fromArray(F, x, from + 6 * step);
    FloatVector x7 = FloatVector.fromArray(F, x, from + 7 * step);
    FloatVector evenA = x6.sub(x4.mul(5)).add(x2.mul(4));
    FloatVector oddA = x5.sub(x3.mul(5)).add(x1.mul(4)).mul(0.5f);
    FloatVector evenB = x6.sub(x4.mul(4.25f)).add(x2);
    FloatVector oddB = x5.sub(x3.mul(4.25f)).add(x1);
    FloatVector evenC = x6.sub(x4.mul(1.25f)).add(x2.mul(0.25f));
    FloatVector oddC = x5.sub(x3.mul(1.25f)).add(x1.mul(0.25f)).mul(2);
    x6.sub(x0).add(x2.sub(x4).mul(5.25f)).intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    evenC.add(oddC).intoArray(y, to + 5 * toStep);
    evenC.sub(oddC).intoArray(y, to + 6 * toStep);
    x7.sub(x1).add(x3.sub(x5).mul(5.25f)).intoArray(y, to + 7 * toStep);
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
        ScalarWinograd4x5.INPUT_GRADIENT_LINE,
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
    FloatVector x6 = FloatVector.fromArray(F, x, from + 6 * step);
    FloatVector x7 = FloatVector.fromArray(F, x, from + 7 * step);
    FloatVector evenA = x1.add(x2);
    FloatVector oddA = x1.sub(x2).mul(0.5f);
    FloatVector evenB = x3.add(x4);
    FloatVector oddB = x3.sub(x4);
    FloatVector evenC = x5.add(x6);
    FloatVector oddC = x5.sub(x6).mul(2);
    x0.neg().intoArray(y, to);
    oddA.mul(4).add(oddB).add(oddC.mul(0.25f)).sub(x7).intoArray(y, to + toStep);
    x0.mul(5.25f).add(evenA.mul(4)).add(evenB).add(evenC.mul(0.25f)).intoArray(y, to + 2 * toStep);
    x7.mul(5.25f)
        .sub(oddA.mul(5))
        .sub(oddB.mul(4.25f))
        .sub(oddC.mul(1.25f))
        .intoArray(y, to + 3 * toStep);
    x0.mul(5.25f)
        .add(evenA.mul(5))
        .add(evenB.mul(4.25f))
        .add(evenC.mul(1.25f))
        .neg()
        .intoArray(y, to + 4 * toStep);
    oddA.add(oddB).add(oddC).sub(x7.mul(5.25f)).intoArray(y, to + 5 * toStep);
    x0.add(evenA).add(evenB).add(evenC).intoArray(y, to + 6 * toStep);
    x7.intoArray(y, to + 7 * toStep);
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
        ScalarWinograd4x5.WEIGHT_LINE,
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
    FloatVector x3 = FloatVector.fromArray(F, x, from + 3 * step);
    FloatVector x4 = FloatVector.fromArray(F, x, from + 4 * step);
    FloatVector evenA = x0.add(x2.mul(0.25f)).add(x4.mul(0.0625f)).mul(NA);
    FloatVector oddA = x1.add(x3.mul(0.25f)).mul(NA * 0.5f);
    FloatVector evenB = x0.add(x2).add(x4).mul(NB);
    FloatVector oddB = x1.add(x3).mul(NB);
    FloatVector evenC = x0.add(x2.mul(4)).add(x4.mul(16)).mul(NC);
    FloatVector oddC = x1.add(x3.mul(4)).mul(NC * 2);
    x0.neg().intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    evenC.add(oddC).intoArray(y, to + 5 * toStep);
    evenC.sub(oddC).intoArray(y, to + 6 * toStep);
    x4.intoArray(y, to + 7 * toStep);
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
        ScalarWinograd4x5.WEIGHT_GRADIENT_LINE,
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
    FloatVector x6 = FloatVector.fromArray(F, x, from + 6 * step);
    FloatVector x7 = FloatVector.fromArray(F, x, from + 7 * step);
    FloatVector evenA = x1.add(x2).mul(NA);
    FloatVector oddA = x1.sub(x2).mul(NA * 0.5f);
    FloatVector evenB = x3.add(x4).mul(NB);
    FloatVector oddB = x3.sub(x4).mul(NB);
    FloatVector evenC = x5.add(x6).mul(NC);
    FloatVector oddC = x5.sub(x6).mul(NC * 2);
    evenA.sub(x0).add(evenB).add(evenC).intoArray(y, to);
    oddA.add(oddB).add(oddC).intoArray(y, to + toStep);
    evenA.mul(0.25f).add(evenB).add(evenC.mul(4)).intoArray(y, to + 2 * toStep);
    oddA.mul(0.25f).add(oddB).add(oddC.mul(4)).intoArray(y, to + 3 * toStep);
    evenA.mul(0.0625f).add(evenB).add(evenC.mul(16)).add(x7).intoArray(y, to + 4 * toStep);
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
        ScalarWinograd4x5.OUTPUT_LINE,
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
    FloatVector x6 = FloatVector.fromArray(F, x, from + 6 * step);
    FloatVector x7 = FloatVector.fromArray(F, x, from + 7 * step);
    FloatVector evenA = x1.add(x2);
    FloatVector oddA = x1.sub(x2);
    FloatVector evenB = x3.add(x4);
    FloatVector oddB = x3.sub(x4);
    FloatVector evenC = x5.add(x6);
    FloatVector oddC = x5.sub(x6);
    x0.add(evenA).add(evenB).add(evenC).intoArray(y, to);
    oddA.mul(0.5f).add(oddB).add(oddC.mul(2)).intoArray(y, to + toStep);
    evenA.mul(0.25f).add(evenB).add(evenC.mul(4)).intoArray(y, to + 2 * toStep);
    oddA.mul(0.125f).add(oddB).add(oddC.mul(8)).add(x7).intoArray(y, to + 3 * toStep);
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
        ScalarWinograd4x5.OUTPUT_GRADIENT_LINE,
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
    FloatVector evenA = x0.add(x2.mul(0.25f));
    FloatVector oddA = x1.mul(0.5f).add(x3.mul(0.125f));
    FloatVector evenB = x0.add(x2);
    FloatVector oddB = x1.add(x3);
    FloatVector evenC = x0.add(x2.mul(4));
    FloatVector oddC = x1.mul(2).add(x3.mul(8));
    x0.intoArray(y, to);
    evenA.add(oddA).intoArray(y, to + toStep);
    evenA.sub(oddA).intoArray(y, to + 2 * toStep);
    evenB.add(oddB).intoArray(y, to + 3 * toStep);
    evenB.sub(oddB).intoArray(y, to + 4 * toStep);
    evenC.add(oddC).intoArray(y, to + 5 * toStep);
    evenC.sub(oddC).intoArray(y, to + 6 * toStep);
    x3.intoArray(y, to + 7 * toStep);
  }
}
