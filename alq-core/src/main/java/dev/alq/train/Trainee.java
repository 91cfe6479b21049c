package dev.alq.train;

import dev.alq.activation.ActivationQuantizer;
import dev.alq.dataset.Dataset;
import dev.alq.kernel.Engine;
import dev.alq.nn.Layer;
import dev.alq.optim.Optimizer;
import java.util.List;

/**
 * A network in training, with what all its schedules share.
 *
 * @param engine what to compute on
 * @param network the network
 * @param validation what models are compared on
 * @param quantized its quantized weights
 * @param epochs runs epochs over the training data
 * @param floatOptimizer trains the parameters that stay float after the sketch
 */
record Trainee(
    Engine engine,
    Layer network,
    Dataset validation,
    QuantizedNetwork quantized,
    EpochRunner epochs,
    Optimizer floatOptimizer) {

  /** Lets the network quantize its activations from its next training pass on. */
  void activateQuantizers() {
    List<ActivationQuantizer> quantizers = ActivationQuantizer.of(network);
    if (quantizers.isEmpty()) {
      throw new IllegalStateException(
          network.name() + " has nothing that could quantize its activations");
    }
    quantizers.forEach(ActivationQuantizer::activate);
  }
}
