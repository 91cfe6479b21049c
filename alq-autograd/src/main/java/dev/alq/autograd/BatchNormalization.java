package dev.alq.autograd;

import dev.alq.autograd.Operation.Normalize.Line;
import dev.alq.autograd.Operation.Normalize.Statistics;
import dev.alq.kernel.ChannelSums;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Kernels;
import dev.alq.kernel.Ranges;
import dev.alq.kernel.RectifiedKernels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.function.Supplier;

/**
 * Batch normalisation (Ioffe and Szegedy, 2015) over all axes but the last: {@code y = γ·(x −
 * μ)/√(σ² + ε) + β}. A training pass uses the batch's mean and biased variance and moves the
 * running ones by {@code momentum}, the running variance being unbiased; other passes use the
 * running ones.
 *
 * @param momentum share of the batch in the running statistics, between 0 and 1
 * @param epsilon ε, positive
 */
public record BatchNormalization(float momentum, float epsilon) {

  /** Momentum 0.1 and ε 1e-5. */
  public static final BatchNormalization DEFAULT = new BatchNormalization(0.1f, 1e-5f);

  /** Checks the ranges. */
  public BatchNormalization {
    if (!(momentum >= 0 && momentum <= 1) || !(epsilon > 0)) {
      throw new IllegalArgumentException("momentum " + momentum + ", epsilon " + epsilon);
    }
  }

  /**
   * Normalises.
   *
   * @param tape records it and says which statistics to use
   * @param input channels on the last axis
   * @param scale γ per channel
   * @param shift β per channel
   * @param runningMean modified in a training pass
   * @param runningVariance modified in a training pass
   * @return the input's shape
   * @throws IllegalArgumentException if the shapes do not fit or a batch has a single row
   */
  public Variable apply(
      Tape tape,
      Variable input,
      Variable scale,
      Variable shift,
      Tensor runningMean,
      Tensor runningVariance) {
    Line line = line(tape, input, scale, shift, runningMean, runningVariance);
    Kernels kernels = tape.engine().kernels();
    Tensor y = along(line, tape, input, kernels::scaleShift);
    return tape.record(new Operation.Normalize(input, scale, shift, line), y);
  }

  /**
   * Normalises, then takes {@code max(·, 0)}, in one pass over memory. Value and gradients are
   * those of {@link #apply} followed by {@link Functions#relu}, to the bit.
   *
   * @param tape records it and says which statistics to use
   * @param input channels on the last axis
   * @param scale γ per channel
   * @param shift β per channel
   * @param runningMean modified in a training pass
   * @param runningVariance modified in a training pass
   * @return the input's shape
   * @throws IllegalArgumentException if the shapes do not fit or a batch has a single row
   */
  public Variable applyAndRectify(
      Tape tape,
      Variable input,
      Variable scale,
      Variable shift,
      Tensor runningMean,
      Tensor runningVariance) {
    Line line = line(tape, input, scale, shift, runningMean, runningVariance);
    RectifiedKernels kernels = tape.engine().kernels().rectified();
    Tensor y = along(line, tape, input, kernels::scaleShiftRelu);
    Operation.Normalize normalization = new Operation.Normalize(input, scale, shift, line);
    return tape.record(new Operation.NormalizeAndRectify(normalization), y);
  }

  private Line line(
      Tape tape,
      Variable input,
      Variable scale,
      Variable shift,
      Tensor runningMean,
      Tensor runningVariance) {
    Shape x = input.shape();
    requireFit(x, scale.shape(), shift.shape(), runningMean.shape(), runningVariance.shape());
    Supplier<float[]> memory = () -> tape.borrow(scale.shape()).data();
    if (!tape.pass().usesBatchStatistics()) {
      return runningLine(scale.value(), shift.value(), runningMean, runningVariance, memory);
    }
    float[] mean = memory.get();
    float[] inverseDeviation = memory.get();
    batchStatistics(
        tape.engine(), input.value(), mean, inverseDeviation, runningMean, runningVariance);
    return line(mean, inverseDeviation, Statistics.BATCH, scale.value(), shift.value(), memory);
  }

  /**
   * What a pass by running statistics makes of each channel, to the bit.
   *
   * @param scale γ per channel
   * @param shift β per channel
   * @param runningMean the mean per channel
   * @param runningVariance the variance per channel
   * @param memory lends arrays, each of one float per channel
   * @return the line, in such arrays
   */
  public Line runningLine(
      Tensor scale,
      Tensor shift,
      Tensor runningMean,
      Tensor runningVariance,
      Supplier<float[]> memory) {
    float[] mean = memory.get();
    float[] inverseDeviation = memory.get();
    System.arraycopy(runningMean.data(), 0, mean, 0, mean.length);
    for (int c = 0; c < mean.length; c++) {
      inverseDeviation[c] = (float) (1 / Math.sqrt(runningVariance.data()[c] + epsilon));
    }
    return line(mean, inverseDeviation, Statistics.RUNNING, scale, shift, memory);
  }

  private static Line line(
      float[] mean,
      float[] inverseDeviation,
      Statistics statistics,
      Tensor scale,
      Tensor shift,
      Supplier<float[]> memory) {
    float[] factor = memory.get();
    float[] term = memory.get();
    for (int c = 0; c < mean.length; c++) {
      factor[c] = scale.data()[c] * inverseDeviation[c];
      term[c] = (float) (shift.data()[c] - (double) mean[c] * factor[c]);
    }
    return new Line(mean, inverseDeviation, factor, term, statistics);
  }

  /** Computes rows of the result from rows of the input. */
  private interface Rows {
    void run(float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift);
  }

  private static Tensor along(Line line, Tape tape, Variable input, Rows rows) {
    Tensor y = tape.borrow(input.shape());
    float[] x = input.value().data();
    int channels = line.factor().length;
    Ranges.forEachRow(
        tape.engine(),
        x.length / channels,
        channels,
        (from, to) -> rows.run(x, y.data(), from, to, line.factor(), line.term()));
    return y;
  }

  private static void requireFit(
      Shape x, Shape scale, Shape shift, Shape runningMean, Shape runningVariance) {
    boolean input =
        x.rank() >= 2 && scale.size() > 0 && Shape.of(x.dimension(x.rank() - 1)).equals(scale);
    if (!input
        || !scale.equals(shift)
        || !scale.equals(runningMean)
        || !scale.equals(runningVariance)) {
      throw new IllegalArgumentException(
          ("batch normalisation of " + x + " with scale " + scale + ", shift " + shift)
              + (", mean " + runningMean + ", variance " + runningVariance));
    }
  }

  private void batchStatistics(
      Engine engine,
      Tensor input,
      float[] mean,
      float[] inverseDeviation,
      Tensor runningMean,
      Tensor runningVariance) {
    int channels = mean.length;
    int rows = input.size() / channels;
    if (rows < 2) {
      throw new IllegalArgumentException(
          "batch normalisation cannot learn from a single value per channel: " + input.shape());
    }
    double[] sums = ChannelSums.sums(engine, input.data(), rows, channels);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sums[c] / rows);
    }
    double[] squares = ChannelSums.centredSquares(engine, input.data(), mean, rows);
    for (int c = 0; c < channels; c++) {
      inverseDeviation[c] = (float) (1 / Math.sqrt(squares[c] / rows + epsilon));
      runningMean.data()[c] = move(runningMean.data()[c], mean[c]);
      runningVariance.data()[c] = move(runningVariance.data()[c], squares[c] / (rows - 1));
    }
  }

  private float move(float running, double latest) {
    return (float) ((1.0 - momentum) * running + momentum * latest);
  }
}
