package dev.alq.train;

import dev.alq.dataset.Dataset;
import dev.alq.kernel.Engine;
import dev.alq.nn.Layer;
import dev.alq.optim.Optimizer;

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
    Optimizer floatOptimizer) {}
