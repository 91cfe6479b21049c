package dev.alq.train;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.kernel.ConvolutionMethod;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.nn.Layer;
import dev.alq.tensor.Workspace;

/**
 * Tests a network on a data set. Where activations are quantized, convolutions are computed
 * directly: a rounding can move an activation to the next level, and Winograd's filtering rounds
 * otherwise than what runs the packed network.
 */
public final class Evaluation {

  private static final int BATCH_SIZE = 250;

  private Evaluation() {}

  /**
   * Counts how often a network is right.
   *
   * @param engine what to compute on
   * @param network images N,H,W,C to logits N × classes; not modified
   * @param data what to test on
   * @return the counts
   */
  public static ClassificationMetrics of(Engine engine, Layer network, Dataset data) {
    Workspace workspace = new Workspace(engineFor(engine, network));
    ClassificationMetrics metrics = new ClassificationMetrics(data.classNames().size());
    try (Epoch batches = new DataLoader(data, BATCH_SIZE, 0).inOrder()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
          Variable logits = network.forward(tape, tape.constant(batch.images()));
          metrics.add(logits.value(), batch.labels());
        }
      }
    }
    return metrics;
  }

  /**
   * What to evaluate a network on.
   *
   * @param engine an engine
   * @param network the network
   * @return the engine, with direct convolutions if the network quantizes its activations
   */
  public static Engine engineFor(Engine engine, Layer network) {
    return ActivationQuantizer.of(network).stream().anyMatch(ActivationQuantizer::isActive)
        ? engine.withConvolutions(ConvolutionMethod.DIRECT)
        : engine;
  }
}
