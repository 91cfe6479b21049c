package dev.alq.examples.reproduce;

import dev.alq.examples.choice.MethodName;
import dev.alq.examples.choice.Network;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The rows of the paper's tables that this library can run, with the figures as printed in Qu,
 * Zhou, Cheng and Thiele, "Adaptive Loss-aware Quantization for Multi-bit Networks", CVPR 2020.
 */
final class PaperTables {

  private static final RowPlan FLOAT = new RowPlan.FloatNetwork();
  private static final int FLOAT_BITS = Float.SIZE;

  /** What the tail begins with, in appendix C.3, and for the smaller networks in the program. */
  private static final double PAPER_RATE = 1e-4;

  private static final double AUTHORS_RATE = 1e-3;

  private PaperTables() {}

  /**
   * Table 1, and from the text of section 5.3 ALQ with straight-through steps on the bases. Two
   * rows are not the paper's: both kinds of steps on VGG's bases with the same tail behind them.
   */
  static List<PaperRow> adaptiveAgainstUniform() {
    return List.of(
        new PaperRow(Network.VGG_SMALL, quantized(MethodName.UNIFORM, 1), PaperFigures.of(91.8, 1)),
        new PaperRow(
            Network.VGG_SMALL, quantized(MethodName.ALQ_STE, 0.66), PaperFigures.of(90.7, 0.66)),
        new PaperRow(
            Network.VGG_SMALL, quantized(MethodName.ALQ, 0.66), PaperFigures.of(92.0, 0.66)),
        tailed(MethodName.ALQ_STE),
        tailed(MethodName.ALQ),
        new PaperRow(Network.RESNET18, quantized(MethodName.UNIFORM, 2), PaperFigures.of(66.2, 2)),
        new PaperRow(Network.RESNET18, quantized(MethodName.ALQ, 2), PaperFigures.of(68.9, 2)));
  }

  /**
   * Table 2. Its row of ALQ states no bitwidth, so the recipe's own end stands. The last two rows
   * are not the paper's: one has the tail of its residual networks, with which the authors' program
   * ends this network too, and one goes on to fewer bytes.
   */
  static List<PaperRow> lenet5() {
    var alq = new RowPlan.Quantized(MethodName.ALQ, OptionalDouble.empty(), FLOAT_BITS);
    return List.of(
        new PaperRow(Network.LENET5, FLOAT, PaperFigures.of(99.19, FLOAT_BITS, 1_720_000)),
        new PaperRow(Network.LENET5, alq, new PaperFigures(99.12, null, 22_700L, null)),
        new PaperRow(Network.LENET5, new RowPlan.FineTuned(alq, AUTHORS_RATE), PaperFigures.NONE),
        new PaperRow(Network.LENET5, new RowPlan.Continued(alq, 0.26), PaperFigures.NONE));
  }

  /**
   * Table 3; BinaryConnect and BWN (here: straight-through) as the paper cites them. The last row
   * is not the paper's: behind its row of 0.66 bit stands the tail of its residual networks, as in
   * the authors' program.
   */
  static List<PaperRow> vggSmall() {
    return List.of(
        new PaperRow(Network.VGG_SMALL, FLOAT, PaperFigures.of(92.8, FLOAT_BITS, 56_090_000)),
        new PaperRow(
            Network.VGG_SMALL,
            quantized(MethodName.BINARY_CONNECT, 1),
            PaperFigures.of(90.1, 1, 1_750_000)),
        new PaperRow(
            Network.VGG_SMALL, quantized(MethodName.STE, 1), PaperFigures.of(90.1, 1, 1_820_000)),
        new PaperRow(
            Network.VGG_SMALL,
            quantized(MethodName.ALQ, 0.66),
            new PaperFigures(92.0, 0.66, 1_290_000L, 1_010_000L)),
        new PaperRow(
            Network.VGG_SMALL,
            new RowPlan.Continued(quantized(MethodName.ALQ, 0.66), 0.4),
            new PaperFigures(90.9, 0.4, 820_000L, 620_000L)),
        tailed(MethodName.ALQ));
  }

  /** Table 4. */
  static List<PaperRow> resNet() {
    return List.of(
        new PaperRow(Network.RESNET18, FLOAT, PaperFigures.of(69.8, FLOAT_BITS, 46_720_000)),
        residual(Network.RESNET18, 2, FLOAT_BITS, 68.9, 3_440_000),
        residual(Network.RESNET18, 1, FLOAT_BITS, 65.6, 1_830_000),
        fineTuned(2, 70.0, 3_440_000),
        fineTuned(1, 67.8, 1_830_000),
        residual(Network.RESNET18, 2, 2, 66.4, 3_440_000),
        residual(Network.RESNET18, 1, 2, 63.2, 1_830_000),
        new PaperRow(Network.RESNET34, FLOAT, PaperFigures.of(73.3, FLOAT_BITS, 87_120_000)),
        residual(Network.RESNET34, 2, 2, 71.1, 6_430_000),
        residual(Network.RESNET34, 1, 2, 67.3, 3_420_000));
  }

  private static PaperRow residual(
      Network network, double bits, int activationBits, double top1, long weightBytes) {
    return new PaperRow(
        network,
        new RowPlan.Quantized(MethodName.ALQ, OptionalDouble.of(bits), activationBits),
        PaperFigures.of(top1, bits, weightBytes));
  }

  /** VGG at 0.66 bit with the tail that the authors' program gives it. */
  private static PaperRow tailed(MethodName method) {
    return new PaperRow(
        Network.VGG_SMALL,
        new RowPlan.FineTuned(quantized(method, 0.66), AUTHORS_RATE),
        PaperFigures.NONE);
  }

  /** Of ResNet18 with float activations. */
  private static PaperRow fineTuned(double bits, double top1, long weightBytes) {
    return new PaperRow(
        Network.RESNET18,
        new RowPlan.FineTuned(quantized(MethodName.ALQ, bits), PAPER_RATE),
        PaperFigures.of(top1, bits, weightBytes));
  }

  private static RowPlan.Quantized quantized(MethodName method, double bits) {
    return new RowPlan.Quantized(method, bits);
  }
}
