package dev.alq.bench.peers;

import dev.alq.bench.Inputs;
import dev.alq.bench.Task;
import dev.alq.bench.Work;
import dev.alq.tensor.Shape;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training step. The library has only Nesterov's momentum, so the classical one is applied to the
 * flat arrays of all gradients and parameters, which is no slower.
 */
final class Dl4jStep implements Work {

  private final ComputationGraph graph;
  private final INDArray images;
  private final INDArray labels;
  private final int batch;
  private @Nullable INDArray momentum;

  Dl4jStep(Task.TrainingStep task) {
    batch = task.batch();
    Shape shape = task.model().images(batch);
    int classes = task.model().classes();
    graph = Dl4jGraph.create(task.model().network(), shape);
    float[] values = Layouts.channelFirst(Inputs.uniform(Inputs.Part.FIRST, shape.size()), shape);
    images = Nd4j.createFromArray(values).reshape(Layouts.channelFirst(shape));
    labels = Nd4j.zeros(batch, classes);
    int[] right = Inputs.labels(batch, classes);
    for (int i = 0; i < batch; i++) {
      labels.putScalar(i, right[i], 1);
    }
  }

  @Override
  public void run() {
    graph.setInputs(images);
    graph.setLabels(labels);
    graph.computeGradientAndScore();
    INDArray gradient = graph.getFlattenedGradients().div(batch).reshape(graph.numParams());
    INDArray past = momentum;
    if (past == null) {
      past = gradient;
      momentum = past;
    } else {
      past.muli(Task.TrainingStep.MOMENTUM).addi(gradient);
    }
    graph.params().subi(past.mul(Task.TrainingStep.LEARNING_RATE));
  }

  @Override
  public float[] result() {
    float[] losses = new float[Task.TrainingStep.VERIFIED_STEPS];
    for (int i = 0; i < losses.length; i++) {
      run();
      losses[i] = (float) graph.score();
    }
    return losses;
  }

  @Override
  public void close() {
    graph.close();
  }
}
