package dev.alq.train;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.optim.AmsGradMoments;
import dev.alq.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The state of one layer's quantized weights.
 *
 * @param values bases and coordinates
 * @param weightMoments moments of the weights, in group-major order
 * @param coordinateMoments moments of the coordinates, by slot
 * @param steps the step counter t of both
 * @param floatCopy the float copy u of the straight-through variants, O,H,W,C or O,I; null where no
 *     phase goes on with it
 */
public record WeightState(
    MultiBitTensor values,
    AmsGradMoments weightMoments,
    AmsGradMoments coordinateMoments,
    int steps,
    @Nullable Tensor floatCopy) {}
