package dev.alq.autograd;

import dev.alq.autograd.Operation.Normalize.Line;
import dev.alq.kernel.ChannelSums;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Kernels;
import dev.alq.kernel.Ranges;
import dev.alq.kernel.RectifiedKernels;
import dev.alq.tensor.Tensor;

/**
 * The gradient of batch normalisation, with g the gradient at its result. With x̂ = (x − μ)·s and s
 * = 1/√(σ² + ε): dγ = Σ g·x̂, dβ = Σ g, and dx = γ·s·(g − mean(g) − x̂·mean(g·x̂)) where μ and σ²
 * come from the batch, else dx = γ·s·g. Without a ReLU g is dy; with one it is the part of dy that
 * passes, which is found anew from x in each of the two passes over memory.
 */
final class NormalizationRules {

  private NormalizationRules() {}

  static void normalize(Tape tape, Operation.Normalize op, Variable output, Tensor dy) {
    Engine engine = tape.engine();
    float[] x = op.input().value().data();
    Kernels kernels = engine.kernels();
    ChannelSums.Gradient sums =
        ChannelSums.gradient(engine, dy.data(), x, op.line().mean(), rows(op));
    addParameters(tape, op, sums);
    addInput(
        tape,
        op,
        output,
        factors(op, sums),
        (f, from, to) -> kernels.combineRows(dy.data(), x, dy.data(), from, to, f.p, f.q, f.r));
  }

  static void normalizeAndRectify(Tape tape, Operation.Normalize op, Variable output, Tensor dy) {
    Engine engine = tape.engine();
    float[] x = op.input().value().data();
    Line line = op.line();
    RectifiedKernels kernels = engine.kernels().rectified();
    ChannelSums.Gradient sums =
        ChannelSums.rectifiedGradient(
            engine, dy.data(), x, line.factor(), line.term(), line.mean(), rows(op));
    addParameters(tape, op, sums);
    addInput(
        tape,
        op,
        output,
        factors(op, sums),
        (f, from, to) ->
            kernels.reluCombineRows(
                dy.data(), x, dy.data(), from, to, line.factor(), line.term(), f.p, f.q, f.r));
  }

  private static int rows(Operation.Normalize op) {
    return op.input().value().size() / op.line().mean().length;
  }

  private static void addParameters(Tape tape, Operation.Normalize op, ChannelSums.Gradient sums) {
    float[] inverseDeviation = op.line().inverseDeviation();
    tape.contribute(
        op.scale(),
        dScale -> {
          for (int c = 0; c < inverseDeviation.length; c++) {
            dScale.data()[c] = (float) (sums.products()[c] * inverseDeviation[c]);
          }
        });
    tape.contribute(
        op.shift(),
        dShift -> {
          for (int c = 0; c < inverseDeviation.length; c++) {
            dShift.data()[c] = (float) sums.gradients()[c];
          }
        });
  }

  /** {@code dx = p·g + q·x + r} per channel. */
  private record Factors(float[] p, float[] q, float[] r) {}

  /** Overwrites rows of dy with rows of dx. */
  private interface Combination {
    void run(Factors factors, int fromRow, int toRow);
  }

  private static void addInput(
      Tape tape,
      Operation.Normalize op,
      Variable output,
      Factors factors,
      Combination combination) {
    if (op.input().requiresGradient()) {
      Ranges.forEachRow(
          tape.engine(),
          rows(op),
          factors.p.length,
          (from, to) -> combination.run(factors, from, to));
      tape.handOn(output, op.input());
    }
  }

  private static Factors factors(Operation.Normalize op, ChannelSums.Gradient sums) {
    return switch (op.line().statistics()) {
      case BATCH -> batchFactors(op, sums);
      case RUNNING -> runningFactors(op.line());
    };
  }

  private static Factors batchFactors(Operation.Normalize op, ChannelSums.Gradient sums) {
    Line line = op.line();
    int rows = rows(op);
    int channels = line.mean().length;
    float[] scale = op.scale().value().data();
    Factors factors = new Factors(new float[channels], new float[channels], new float[channels]);
    for (int c = 0; c < channels; c++) {
      double s = line.inverseDeviation()[c];
      double p = scale[c] * s;
      double q = -p * s * s * sums.products()[c] / rows;
      factors.p[c] = (float) p;
      factors.q[c] = (float) q;
      factors.r[c] = (float) (-p * sums.gradients()[c] / rows - q * line.mean()[c]);
    }
    return factors;
  }

  private static Factors runningFactors(Line line) {
    int channels = line.mean().length;
    return new Factors(line.factor(), new float[channels], new float[channels]);
  }
}
