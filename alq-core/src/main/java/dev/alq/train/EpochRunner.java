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

/** Runs epochs: forward, backward, and a step that its caller defines, batch by batch. */
final class EpochRunner {

  /** What is done with the gradients of a batch. */
  interface Step {
    /** Moves the parameters; batches of an epoch are counted from 0. */
    void take(int batch, BatchResult result);

    /** Whether the epoch pauses behind the batch that was just trained on. */
    boolean pauses();
  }

  private final Workspace workspace;
  private final Layer network;
  private final Loss loss;
  private final DataLoader loader;
  private final List<Parameter> parameters;
  private final Finiteness finiteness;
  private final int classes;

  EpochRunner(Engine engine, Layer network, TrainingOptions options, Dataset train) {
    this.workspace = new Workspace(engine);
    this.network = network;
    this.loss = options.loss();
    this.loader =
        new DataLoader(train, options.batchSize(), Seeds.derive(options.seed(), "batches"));
    this.parameters = network.parameters();
    this.finiteness = new Finiteness(network);
    this.classes = train.classNames().size();
  }

  int batches() {
    return loader.batches();
  }

  /**
   * Runs an epoch, or what is left of it.
   *
   * @param pass how batch normalisation behaves
   * @param epoch decides the order of the data
   * @param done the part that was run before
   * @param step moves the parameters; finds gradients in place
   * @return the part that has been run now: all of it unless the step made a pause
   */
  PartialEpoch run(Pass pass, int epoch, PartialEpoch done, Step step) {
    PartialEpoch sums = done;
    try (Epoch batches = loader.shuffled(epoch, done.batches())) {
      while (batches.hasNext()) {
        BatchResult result = learn(pass, batches.next(), sums.batches(), step);
        sums = sums.plus(result.loss(), result.images(), result.right());
        if (step.pauses() && batches.hasNext()) {
          return sums;
        }
      }
    }
    return sums;
  }

  /** Leaves no gradient behind, whatever happens: the next run would add to it. */
  private BatchResult learn(Pass pass, Batch batch, int number, Step step) {
    try {
      BatchResult result = differentiate(pass, batch);
      step.take(number, result);
      finiteness.requireWeights();
      return result;
    } finally {
      parameters.forEach(Parameter::clearGradient);
    }
  }

  private BatchResult differentiate(Pass pass, Batch batch) {
    try (Tape tape = new Tape(workspace, pass)) {
      Variable logits = network.forward(tape, tape.constant(batch.images()));
      Variable batchLoss = loss.apply(tape, logits, batch.labels());
      float value = batchLoss.value().data()[0];
      if (!Float.isFinite(value)) {
        String source = NonFiniteSource.describe(workspace, network, batch.images());
        throw new NonFiniteException(
            "the loss is " + value + "; the first value that is not finite comes from " + source);
      }
      int right = ClassificationMetrics.countRight(logits.value(), batch.labels(), classes);
      tape.backward(batchLoss);
      finiteness.requireGradients();
      return new BatchResult(value, batch.size(), right);
    }
  }
}
