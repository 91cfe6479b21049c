package dev.alq.bench.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.tensor.Shape;

/** Makes PyTorch's arrays; all are released when this is closed. */
final class TorchArrays implements AutoCloseable {

  /** How the elements of images lie in memory; the axes are N,C,H,W in both. */
  enum Layout {
    /** Channel by channel. */
    CONTIGUOUS,
    /** Pixel by pixel. */
    CHANNELS_LAST
  }

  private final NDManager manager;
  private final Layout layout;

  TorchArrays(NDManager parent, Layout layout) {
    this.manager = parent.newSubManager();
    this.layout = layout;
  }

  /** Lends memory for what one run leaves behind. */
  NDManager scope() {
    return manager.newSubManager();
  }

  /** Images or kernels, from this project's order. */
  PtNDArray images(float[] values, Shape shape) {
    return switch (layout) {
      case CONTIGUOUS ->
          owned(
              manager.create(
                  Layouts.channelFirst(values, shape),
                  new ai.djl.ndarray.types.Shape(Layouts.channelFirst(shape))));
      case CHANNELS_LAST -> {
        NDArray rows =
            manager.create(
                values,
                new ai.djl.ndarray.types.Shape(
                    shape.dimension(0),
                    shape.dimension(1),
                    shape.dimension(2),
                    shape.dimension(3)));
        PtNDArray images = owned(rows.transpose(0, 3, 1, 2));
        rows.close();
        yield images;
      }
    };
  }

  /** An array whose order is the same on both sides. */
  PtNDArray plain(float[] values, long... dimensions) {
    return owned(manager.create(values, new ai.djl.ndarray.types.Shape(dimensions)));
  }

  /**
   * A copy in PyTorch's own memory, with the same order of elements. An array made from Java's
   * elements only borrows a buffer, which the collector frees once that array's object is gone,
   * whoever else shares the elements.
   */
  private static PtNDArray owned(NDArray borrowed) {
    PtNDArray copy = (PtNDArray) borrowed.duplicate();
    borrowed.close();
    return copy;
  }

  /** An array's elements in this project's order: channels last if it has four axes. */
  static float[] values(NDArray array) {
    NDArray ordered = array.getShape().dimension() == 4 ? array.transpose(0, 2, 3, 1) : array;
    return ordered.toFloatArray();
  }

  /** The same elements as a new leaf, without a gradient. */
  static PtNDArray leaf(PtNDArray array) {
    PtNDArray leaf = JniUtils.detachGradient(array);
    JniUtils.attachGradient(leaf, true);
    return leaf;
  }

  @Override
  public void close() {
    manager.close();
  }
}
