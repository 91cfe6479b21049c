package dev.alq.train;

import dev.alq.autograd.Parameter;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.nn.Layer;
import dev.alq.nn.Loss;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Workspace;
import java.util.List;
import java.util.function.IntConsumer;

/** Runs epochs: forward, backward, and a step that its caller defines, batch by batch. */
final class EpochRunner {

  private final Workspace workspace;
  private final Layer network;
  private final Loss loss;
  private final DataLoader loader;
  private final List<Parameter> parameters;
  private final int classes;
  private int epochsRun;

  EpochRunner(Engine engine, Layer network, TrainingOptions options, Dataset train) {
    this.workspace = new Workspace(engine);
    this.network = network;
    this.loss = options.loss();
    this.loader =
        new DataLoader(train, options.batchSize(), Seeds.derive(options.seed(), "batches"));
    this.parameters = network.parameters();
    this.classes = train.classNames().size();
  }

  int batches() {
    return loader.batches();
  }

  /**
   * Runs the next epoch.
   *
   * @param pass how batch normalisation behaves
   * @param step moves the parameters; is given the batch's number and finds gradients in place
   * @param listener is told of each batch
   */
  EpochResult run(Pass pass, IntConsumer step, TrainingListener listener) {
    ClassificationMetrics metrics = new ClassificationMetrics(classes);
    double lossSum = 0;
    try (Epoch batches = loader.shuffled(epochsRun++)) {
      for (int b = 0; batches.hasNext(); b++) {
        Batch batch = batches.next();
        double batchLoss = differentiate(pass, batch, metrics);
        step.accept(b);
        parameters.forEach(Parameter::clearGradient);
        lossSum += batchLoss * batch.size();
        listener.batchFinished(b, loader.batches(), batchLoss);
      }
    }
    return new EpochResult(lossSum / metrics.examples(), metrics.top1());
  }

  private double differentiate(Pass pass, Batch batch, ClassificationMetrics metrics) {
    try (Tape tape = new Tape(workspace, pass)) {
      Variable logits = network.forward(tape, tape.constant(batch.images()));
      Variable batchLoss = loss.apply(tape, logits, batch.labels());
      float value = batchLoss.value().data()[0];
      if (!Float.isFinite(value)) {
        String source = NonFiniteSource.describe(workspace, network, batch.images());
        throw new NonFiniteLossException(
            "the loss is " + value + "; the first value that is not finite comes from " + source);
      }
      metrics.add(logits.value(), batch.labels());
      tape.backward(batchLoss);
      return value;
    }
  }
}
