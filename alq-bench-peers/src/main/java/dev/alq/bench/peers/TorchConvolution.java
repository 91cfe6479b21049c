package dev.alq.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.bench.Inputs;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import dev.alq.kernel.ConvolutionGeometry;
import org.jspecify.annotations.Nullable;

/**
 * A pass of a convolution. For the backward passes the forward pass is recorded outside the time
 * that is taken, anew for each run, so that the gradient is stored and not added to another.
 */
final class TorchConvolution implements Work {

  private final TorchArrays arrays;
  private final Task.Direction direction;
  private final PtNDArray x;
  private final PtNDArray weights;
  private final PtNDArray dy;
  private final Shape stride;
  private final Shape padding;
  private @Nullable NDManager scope;
  private @Nullable PtNDArray differentiated;
  private @Nullable PtNDArray output;

  TorchConvolution(TorchArrays arrays, Task.Convolve task) {
    this.arrays = arrays;
    direction = task.direction();
    ConvolutionGeometry g = task.geometry();
    x =
        arrays.images(
            Inputs.uniform(Inputs.Part.FIRST, g.inputSize()),
            dev.alq.tensor.Shape.of(g.batch(), g.height(), g.width(), g.channels()));
    weights =
        arrays.images(
            Inputs.uniform(Inputs.Part.SECOND, g.weightSize()),
            dev.alq.tensor.Shape.of(
                g.outputChannels(), g.kernelHeight(), g.kernelWidth(), g.channels()));
    dy =
        arrays.images(
            Inputs.uniform(Inputs.Part.GRADIENT, g.outputSize()),
            dev.alq.tensor.Shape.of(
                g.batch(), g.outputHeight(), g.outputWidth(), g.outputChannels()));
    stride = new Shape(g.stride(), g.stride());
    padding = new Shape(g.padding(), g.padding());
  }

  @Override
  public void prepare() {
    forget();
    NDManager opened = arrays.scope();
    scope = opened;
    boolean backward = direction != Task.Direction.FORWARD;
    JniUtils.setGradMode(backward);
    PtNDArray input = JniUtils.detachGradient(x);
    input.attach(opened);
    PtNDArray kernels = JniUtils.detachGradient(weights);
    kernels.attach(opened);
    switch (direction) {
      case FORWARD -> output = input;
      case BACKWARD_DATA -> differentiated = attached(input);
      case BACKWARD_WEIGHTS -> differentiated = attached(kernels);
    }
    if (backward) {
      output = convolve(input, kernels);
    }
  }

  private static PtNDArray attached(PtNDArray array) {
    JniUtils.attachGradient(array, true);
    return array;
  }

  private PtNDArray convolve(PtNDArray input, PtNDArray kernels) {
    return JniUtils.convolution(input, kernels, null, stride, padding, new Shape(1, 1), 1);
  }

  @Override
  public void run() {
    PtNDArray prepared = output;
    if (prepared == null) {
      throw new IllegalStateException("not prepared");
    }
    if (direction == Task.Direction.FORWARD) {
      output = convolve(prepared, weights);
    } else {
      JniUtils.backward(prepared, dy, false, false);
    }
  }

  @Override
  public float[] result() {
    prepare();
    run();
    NDArray result = differentiated == null ? output : JniUtils.getGradient(differentiated);
    if (result == null) {
      throw new IllegalStateException("no result");
    }
    return TorchArrays.values(result);
  }

  private void forget() {
    if (scope != null) {
      scope.close();
      scope = null;
    }
  }

  @Override
  public void close() {
    forget();
    arrays.close();
  }
}
