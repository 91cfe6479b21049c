package dev.alq.bench.peers;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.alq.bench.Inputs;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training step: forward, cross-entropy, backward, momentum; gradients are set anew each time.
 */
final class TorchStep implements Work {

  private final TorchArrays arrays;
  private final TorchNetwork network;
  private final PtNDArray images;
  private final PtNDArray negativeLabels;
  private final PtNDArray one;
  private final Map<String, PtNDArray> momenta = new LinkedHashMap<>();
  private float loss;

  TorchStep(TorchArrays arrays, Task.TrainingStep task) {
    this.arrays = arrays;
    network = new TorchNetwork(arrays, task.model().network());
    var shape = task.model().images(task.batch());
    images = arrays.images(Inputs.uniform(Inputs.Part.FIRST, shape.size()), shape);
    int classes = task.model().classes();
    int[] labels = Inputs.labels(task.batch(), classes);
    float[] oneHot = new float[task.batch() * classes];
    for (int i = 0; i < labels.length; i++) {
      oneHot[i * classes + labels[i]] = -1f / labels.length;
    }
    negativeLabels = arrays.plain(oneHot, task.batch(), classes);
    one = arrays.plain(new float[] {1}, 1).sum();
  }

  @Override
  public void run() {
    try (NDManager scope = arrays.scope()) {
      JniUtils.setGradMode(true);
      network.parameters().replaceAll((_, old) -> renewed(old));
      PtNDArray input = JniUtils.detachGradient(images);
      input.attach(scope);
      PtNDArray logits = network.forward(input, true);
      PtNDArray likelihood = logits.logSoftmax(1);
      PtNDArray value = likelihood.mul(negativeLabels).sum();
      JniUtils.backward(value, one, false, false);
      JniUtils.setGradMode(false);
      network.parameters().forEach((name, parameter) -> update(scope, name, parameter));
      loss = value.toFloatArray()[0];
    }
  }

  private static PtNDArray renewed(PtNDArray old) {
    PtNDArray leaf = TorchArrays.leaf(old);
    old.close();
    return leaf;
  }

  private void update(NDManager scope, String name, PtNDArray parameter) {
    PtNDArray gradient = JniUtils.getGradient(parameter);
    gradient.attach(scope);
    PtNDArray momentum = momenta.get(name);
    if (momentum == null) {
      momentum = (PtNDArray) gradient.duplicate();
      momentum.attach(parameter.getManager());
      momenta.put(name, momentum);
    } else {
      momentum.muli(Task.TrainingStep.MOMENTUM);
      momentum.addi(gradient);
    }
    PtNDArray change = momentum.mul(Task.TrainingStep.LEARNING_RATE);
    change.attach(scope);
    JniUtils.subi(parameter, change);
  }

  @Override
  public float[] result() {
    float[] losses = new float[Task.TrainingStep.VERIFIED_STEPS];
    for (int i = 0; i < losses.length; i++) {
      run();
      losses[i] = loss;
    }
    return losses;
  }

  @Override
  public void close() {
    arrays.close();
  }
}
