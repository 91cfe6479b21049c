package dev.alq.bench.peers;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.bench.Inputs;
import dev.alq.bench.Task;
import dev.alq.bench.Work;

/** A network in evaluation mode, without gradients. */
final class TorchInference implements Work {

  private final TorchArrays arrays;
  private final TorchNetwork network;
  private final PtNDArray images;

  TorchInference(TorchArrays arrays, Task.Inference task) {
    this.arrays = arrays;
    network = new TorchNetwork(arrays, task.model().network());
    var shape = task.model().images(task.batch());
    images = arrays.images(Inputs.uniform(Inputs.Part.FIRST, shape.size()), shape);
  }

  @Override
  public void run() {
    try (NDManager scope = arrays.scope()) {
      forward(scope);
    }
  }

  private PtNDArray forward(NDManager scope) {
    JniUtils.setGradMode(false);
    PtNDArray input = JniUtils.detachGradient(images);
    input.attach(scope);
    return network.forward(input, false);
  }

  @Override
  public float[] result() {
    try (NDManager scope = arrays.scope()) {
      return forward(scope).toFloatArray();
    }
  }

  @Override
  public void close() {
    arrays.close();
  }
}
