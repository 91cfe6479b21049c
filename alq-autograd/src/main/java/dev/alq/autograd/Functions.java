package dev.alq.autograd;

import dev.alq.kernel.ChannelOrder;
import dev.alq.kernel.Convolution;
import dev.alq.kernel.ConvolutionGeometry;
import dev.alq.kernel.Engine;
import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.kernel.Pooling;
import dev.alq.kernel.PoolingGeometry;
import dev.alq.kernel.Ranges;
import dev.alq.kernel.RectifiedKernels;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The differentiable functions: each checks its arguments, computes its value and records how to
 * differentiate it.
 */
public final class Functions {

  private Functions() {}

  /**
   * Two-dimensional convolution.
   *
   * @param tape records it
   * @param input images N,H,W,C
   * @param weights kernels O,H,W,C
   * @param bias a term per output channel, or null
   * @param stride distance between kernel positions
   * @param padding zeros on each side
   * @return images N,H,W,O
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable convolve(
      Tape tape,
      Variable input,
      Variable weights,
      @Nullable Variable bias,
      int stride,
      int padding) {
    Shape x = input.shape();
    Shape w = weights.shape();
    if (x.rank() != 4 || w.rank() != 4 || x.dimension(3) != w.dimension(3)) {
      throw new IllegalArgumentException(
          "convolution wants images N,H,W,C and weights O,H,W,C but got " + x + " and " + w);
    }
    requireBias(bias, w);
    ConvolutionGeometry g =
        new ConvolutionGeometry(
            x.dimension(0),
            x.dimension(1),
            x.dimension(2),
            x.dimension(3),
            w.dimension(0),
            w.dimension(1),
            w.dimension(2),
            stride,
            padding);
    Tensor y =
        tape.borrow(Shape.of(g.batch(), g.outputHeight(), g.outputWidth(), g.outputChannels()));
    Convolution.forward(
        tape.engine(),
        g,
        input.value().data(),
        weights.value().data(),
        bias == null ? null : bias.value().data(),
        y.data());
    return tape.record(new Operation.Convolve(input, weights, bias, g), y);
  }

  /**
   * Fully connected layer, {@code y = x·Wᵀ + b}.
   *
   * @param tape records it
   * @param input rows N,I
   * @param weights O,I
   * @param bias a term per output, or null
   * @return rows N,O
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable affine(
      Tape tape, Variable input, Variable weights, @Nullable Variable bias) {
    Shape x = input.shape();
    Shape w = weights.shape();
    if (x.rank() != 2 || w.rank() != 2 || x.dimension(1) != w.dimension(1)) {
      throw new IllegalArgumentException(
          "a fully connected layer wants rows N,I and weights O,I but got " + x + " and " + w);
    }
    int outputs = w.dimension(0);
    requireBias(bias, w);
    Tensor y = tape.borrow(Shape.of(x.dimension(0), outputs));
    for (int n = 0; n < x.dimension(0); n++) {
      if (bias == null) {
        Arrays.fill(y.data(), n * outputs, (n + 1) * outputs, 0);
      } else {
        System.arraycopy(bias.value().data(), 0, y.data(), n * outputs, outputs);
      }
    }
    Gemm.multiplyAdd(
        tape.engine(), matrix(input.value()), matrix(weights.value()).transposed(), matrix(y));
    return tape.record(new Operation.Affine(input, weights, bias), y);
  }

  /**
   * Matrix product.
   *
   * @param tape records it
   * @param a m × k
   * @param b k × n
   * @return m × n
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable matrixProduct(Tape tape, Variable a, Variable b) {
    if (a.shape().rank() != 2
        || b.shape().rank() != 2
        || a.shape().dimension(1) != b.shape().dimension(0)) {
      throw new IllegalArgumentException(
          "cannot multiply matrices " + a.shape() + " and " + b.shape());
    }
    Tensor y = tape.borrow(Shape.of(a.shape().dimension(0), b.shape().dimension(1)));
    Arrays.fill(y.data(), 0);
    Gemm.multiplyAdd(tape.engine(), matrix(a.value()), matrix(b.value()), matrix(y));
    return tape.record(new Operation.MatrixProduct(a, b), y);
  }

  /**
   * Elementwise sum; extents of 1 and missing outer extents are repeated.
   *
   * @param tape records it
   * @param a first term
   * @param b second term
   * @return the sum
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable add(Tape tape, Variable a, Variable b) {
    Tensor sum = tape.borrow(Broadcast.shape(a.shape(), b.shape()));
    if (a.shape().equals(b.shape())) {
      Engine engine = tape.engine();
      Ranges.forEach(
          engine,
          sum.size(),
          (from, to) ->
              engine.kernels().add(a.value().data(), b.value().data(), sum.data(), from, to));
    } else {
      Arrays.fill(sum.data(), 0);
      Broadcast.addTo(a.value(), sum);
      Broadcast.addTo(b.value(), sum);
    }
    return tape.record(new Operation.Add(a, b), sum);
  }

  /**
   * {@code max(x, 0)}.
   *
   * @param tape records it
   * @param input any shape
   * @return the same shape
   */
  public static Variable relu(Tape tape, Variable input) {
    Tensor y = tape.borrow(input.shape());
    Engine engine = tape.engine();
    Ranges.forEach(
        engine,
        y.size(),
        (from, to) -> engine.kernels().relu(input.value().data(), y.data(), from, to));
    return tape.record(new Operation.Rectify(input), y);
  }

  /**
   * {@code max(a + b, 0)} in one pass over memory: {@link #relu} of {@link #add}, to the bit.
   *
   * @param tape records it
   * @param a first term
   * @param b second term
   * @return the rectified sum
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public static Variable addAndRectify(Tape tape, Variable a, Variable b) {
    if (!a.shape().equals(b.shape())) {
      return relu(tape, add(tape, a, b));
    }
    Tensor y = tape.borrow(a.shape());
    RectifiedKernels kernels = tape.engine().kernels().rectified();
    Ranges.forEach(
        tape.engine(),
        y.size(),
        (from, to) -> kernels.addRelu(a.value().data(), b.value().data(), y.data(), from, to));
    return tape.record(new Operation.AddAndRectify(a, b), y);
  }

  /**
   * Maximum over square windows.
   *
   * @param tape records it
   * @param input images N,H,W,C
   * @param kernel extent of a window
   * @param stride distance between windows
   * @param padding ignored places on each side
   * @return images N,H,W,C
   * @throws IllegalArgumentException if the input is no image batch or the window does not fit
   */
  public static Variable maxPool(Tape tape, Variable input, int kernel, int stride, int padding) {
    return maxPool(tape, input, kernel, stride, padding, Pooling::maximum);
  }

  /**
   * Maximum over square windows, then {@code max(·, 0)}, in one pass over memory. Value and
   * gradient are those of {@link #maxPool} and {@link #relu}, to the bit and in either order: of
   * equal values the first wins before and after a ReLU, and where nothing is positive, nothing has
   * a gradient.
   *
   * @param tape records it
   * @param input images N,H,W,C
   * @param kernel extent of a window
   * @param stride distance between windows
   * @param padding ignored places on each side
   * @return images N,H,W,C
   * @throws IllegalArgumentException if the input is no image batch or the window does not fit
   */
  public static Variable maxPoolAndRectify(
      Tape tape, Variable input, int kernel, int stride, int padding) {
    return maxPool(tape, input, kernel, stride, padding, Pooling::rectifiedMaximum);
  }

  private interface Maximum {
    void run(Engine engine, PoolingGeometry geometry, float[] x, float[] y, int[] winner);
  }

  private static Variable maxPool(
      Tape tape, Variable input, int kernel, int stride, int padding, Maximum maximum) {
    Shape x = requireImages(input);
    PoolingGeometry g =
        new PoolingGeometry(
            x.dimension(0),
            x.dimension(1),
            x.dimension(2),
            x.dimension(3),
            kernel,
            stride,
            padding);
    Tensor y = tape.borrow(Shape.of(g.batch(), g.outputHeight(), g.outputWidth(), g.channels()));
    int[] winner = tape.borrowInts(y.size());
    maximum.run(tape.engine(), g, input.value().data(), y.data(), winner);
    return tape.record(new Operation.MaximumOverWindows(input, g, winner), y);
  }

  /**
   * Mean over each image and channel.
   *
   * @param tape records it
   * @param input images N,H,W,C
   * @return rows N,C
   * @throws IllegalArgumentException if the input is no image batch
   */
  public static Variable globalAveragePool(Tape tape, Variable input) {
    Shape x = requireImages(input);
    Tensor y = tape.borrow(Shape.of(x.dimension(0), x.dimension(3)));
    Pooling.mean(
        tape.engine(),
        input.value().data(),
        x.dimension(0),
        x.dimension(1) * x.dimension(2),
        x.dimension(3),
        y.data());
    return tape.record(new Operation.MeanOverImage(input), y);
  }

  /**
   * Images as rows in C,H,W order, the order of the paper's fully connected weights.
   *
   * @param tape records it
   * @param input images N,H,W,C
   * @return rows N,C·H·W
   * @throws IllegalArgumentException if the input is no image batch
   */
  public static Variable flatten(Tape tape, Variable input) {
    Shape x = requireImages(input);
    int pixels = x.dimension(1) * x.dimension(2);
    Tensor y = tape.borrow(Shape.of(x.dimension(0), pixels * x.dimension(3)));
    ChannelOrder.channelsFirst(
        tape.engine(), input.value().data(), x.dimension(0), pixels, x.dimension(3), y.data());
    return tape.record(new Operation.ChannelFirstRows(input), y);
  }

  private static Shape requireImages(Variable input) {
    if (input.shape().rank() != 4) {
      throw new IllegalArgumentException("wanted images N,H,W,C but got " + input.shape());
    }
    return input.shape();
  }

  private static void requireBias(@Nullable Variable bias, Shape weights) {
    if (bias != null && !bias.shape().equals(Shape.of(weights.dimension(0)))) {
      throw new IllegalArgumentException(
          "bias " + bias.shape() + " does not fit weights " + weights);
    }
  }

  private static MatrixView matrix(Tensor tensor) {
    return MatrixView.of(tensor.data(), tensor.shape().dimension(0), tensor.shape().dimension(1));
  }
}
