package dev.alq.autograd;

import dev.alq.kernel.ChannelOrder;
import dev.alq.kernel.ChannelSums;
import dev.alq.kernel.Convolution;
import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.kernel.Pooling;
import dev.alq.kernel.Ranges;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;

/** The derivative of every operation, one rule each. */
final class GradientRules {

  private GradientRules() {}

  static void apply(Tape tape, Operation operation, Variable output, Tensor gradient) {
    switch (operation) {
      case Operation.Convolve op -> convolve(tape, op, gradient);
      case Operation.Affine op -> affine(tape, op, gradient);
      case Operation.MatrixProduct op -> matrixProduct(tape, op, gradient);
      case Operation.Add op -> add(tape, op, output, gradient);
      case Operation.AddAndRectify op -> addAndRectify(tape, op, output, gradient);
      case Operation.Rectify op -> rectify(tape, op, output, gradient);
      case Operation.MaximumOverWindows op -> maximumOverWindows(tape, op, gradient);
      case Operation.MeanOverImage op -> meanOverImage(tape, op, gradient);
      case Operation.ChannelFirstRows op -> channelFirstRows(tape, op, gradient);
      case Operation.Normalize op -> NormalizationRules.normalize(tape, op, output, gradient);
      case Operation.NormalizeAndRectify op ->
          NormalizationRules.normalizeAndRectify(tape, op.normalization(), output, gradient);
      case Operation.Loss op -> loss(tape, op, gradient);
      case Operation.Custom op -> op.rule().apply(tape, output.value(), gradient);
    }
  }

  private static void convolve(Tape tape, Operation.Convolve op, Tensor dy) {
    Engine engine = tape.engine();
    ConvolutionGeometry g = op.geometry();
    float[] x = op.input().value().data();
    float[] w = op.weights().value().data();
    tape.contribute(
        op.weights(), dw -> Convolution.backwardWeights(engine, g, x, dy.data(), dw.data()));
    tape.contribute(op.bias(), db -> columnSums(engine, dy, g.outputChannels(), db));
    tape.contribute(op.input(), dx -> Convolution.backwardData(engine, g, dy.data(), w, dx.data()));
  }

  /** dW = dYᵀ·X, db = Σ rows of dY, dX = dY·W. */
  private static void affine(Tape tape, Operation.Affine op, Tensor dy) {
    Engine engine = tape.engine();
    MatrixView x = matrix(op.input().value());
    MatrixView w = matrix(op.weights().value());
    MatrixView gradient = matrix(dy);
    tape.contribute(op.weights(), dw -> product(engine, gradient.transposed(), x, dw));
    tape.contribute(op.bias(), db -> columnSums(engine, dy, w.rows(), db));
    tape.contribute(op.input(), dx -> product(engine, gradient, w, dx));
  }

  /** dA = dY·Bᵀ, dB = Aᵀ·dY. */
  private static void matrixProduct(Tape tape, Operation.MatrixProduct op, Tensor dy) {
    Engine engine = tape.engine();
    MatrixView a = matrix(op.a().value());
    MatrixView b = matrix(op.b().value());
    MatrixView gradient = matrix(dy);
    tape.contribute(op.a(), da -> product(engine, gradient, b.transposed(), da));
    tape.contribute(op.b(), db -> product(engine, a.transposed(), gradient, db));
  }

  private static void add(Tape tape, Operation.Add op, Variable output, Tensor dy) {
    if (op.a().shape().equals(op.b().shape())) {
      shareOut(tape, op.a(), op.b(), output, dy);
    } else {
      tape.contribute(op.a(), da -> Broadcast.sumTo(dy, da));
      tape.contribute(op.b(), db -> Broadcast.sumTo(dy, db));
    }
  }

  private static void addAndRectify(
      Tape tape, Operation.AddAndRectify op, Variable output, Tensor dy) {
    keepPositive(tape, output.value(), dy);
    shareOut(tape, op.a(), op.b(), output, dy);
  }

  /** Both terms of a sum have its gradient. */
  private static void shareOut(Tape tape, Variable a, Variable b, Variable output, Tensor dy) {
    tape.contribute(b, db -> copy(tape, dy, db));
    tape.handOn(output, a);
  }

  private static void copy(Tape tape, Tensor from, Tensor to) {
    Ranges.forEach(
        tape.engine(),
        from.size(),
        (start, end) -> System.arraycopy(from.data(), start, to.data(), start, end - start));
  }

  private static void rectify(Tape tape, Operation.Rectify op, Variable output, Tensor dy) {
    keepPositive(tape, output.value(), dy);
    tape.handOn(output, op.input());
  }

  /** Sets the gradient to 0 where the value is. */
  private static void keepPositive(Tape tape, Tensor y, Tensor dy) {
    Engine engine = tape.engine();
    Ranges.forEach(
        engine,
        dy.size(),
        (from, to) -> engine.kernels().reluGradient(y.data(), dy.data(), dy.data(), from, to));
  }

  private static void maximumOverWindows(Tape tape, Operation.MaximumOverWindows op, Tensor dy) {
    tape.contribute(
        op.input(),
        dx ->
            Pooling.maximumGradient(
                tape.engine(), op.geometry(), dy.data(), op.winner(), dx.data()));
  }

  private static void meanOverImage(Tape tape, Operation.MeanOverImage op, Tensor dy) {
    Shape images = op.input().shape();
    tape.contribute(
        op.input(),
        dx ->
            Pooling.meanGradient(
                tape.engine(),
                dy.data(),
                images.dimension(0),
                images.dimension(1) * images.dimension(2),
                images.dimension(3),
                dx.data()));
  }

  private static void channelFirstRows(Tape tape, Operation.ChannelFirstRows op, Tensor dy) {
    Shape images = op.input().shape();
    tape.contribute(
        op.input(),
        dx ->
            ChannelOrder.channelsLast(
                tape.engine(),
                dy.data(),
                images.dimension(0),
                images.dimension(1) * images.dimension(2),
                images.dimension(3),
                dx.data()));
  }

  private static void loss(Tape tape, Operation.Loss op, Tensor dy) {
    float factor = dy.data()[0];
    tape.contribute(
        op.logits(),
        dx -> {
          for (int i = 0; i < dx.size(); i++) {
            dx.data()[i] = factor * op.gradient().data()[i];
          }
        });
  }

  private static MatrixView matrix(Tensor tensor) {
    return MatrixView.of(tensor.data(), tensor.shape().dimension(0), tensor.shape().dimension(1));
  }

  private static void product(Engine engine, MatrixView a, MatrixView b, Tensor c) {
    Arrays.fill(c.data(), 0);
    Gemm.multiplyAdd(engine, a, b, matrix(c));
  }

  private static void columnSums(Engine engine, Tensor dy, int channels, Tensor sums) {
    narrow(ChannelSums.sums(engine, dy.data(), dy.size() / channels, channels), sums.data());
  }

  private static void narrow(double[] from, float[] to) {
    for (int i = 0; i < to.length; i++) {
      to[i] = (float) from[i];
    }
  }
}
