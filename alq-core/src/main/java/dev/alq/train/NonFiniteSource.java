package dev.alq.train;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import dev.alq.nn.BatchNorm;
import dev.alq.nn.Conv2d;
import dev.alq.nn.CustomLayer;
import dev.alq.nn.Flatten;
import dev.alq.nn.GlobalAveragePool;
import dev.alq.nn.Layer;
import dev.alq.nn.Linear;
import dev.alq.nn.MaxPool;
import dev.alq.nn.Relu;
import dev.alq.nn.Residual;
import dev.alq.nn.Sequential;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/** Finds the layer at which a pass stops being finite. */
final class NonFiniteSource {

  private @Nullable String found;

  private NonFiniteSource() {}

  /** Describes where the first value that is not finite comes from. */
  static String describe(Workspace workspace, Layer network, Tensor images) {
    if (!Finiteness.isFinite(images.data())) {
      return "the images";
    }
    NonFiniteSource source = new NonFiniteSource();
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      source.follow(network, tape, tape.constant(images));
    }
    return source.found == null ? "the loss itself" : "layer " + source.found;
  }

  private Variable follow(Layer layer, Tape tape, Variable input) {
    return switch (layer) {
      case Sequential sequential -> {
        Variable x = input;
        for (Layer inner : sequential.layers()) {
          x = follow(inner, tape, x);
        }
        yield x;
      }
      case Residual residual -> {
        Variable body = follow(residual.body(), tape, input);
        Variable shortcut = follow(residual.shortcut(), tape, input);
        yield noted(residual, Functions.add(tape, body, shortcut));
      }
      case Conv2d _,
          Linear _,
          BatchNorm _,
          MaxPool _,
          GlobalAveragePool _,
          Relu _,
          Flatten _,
          CustomLayer _ ->
          noted(layer, layer.forward(tape, input));
    };
  }

  private Variable noted(Layer layer, Variable output) {
    if (found == null && !Finiteness.isFinite(output.value().data())) {
      found = layer.name();
    }
    return output;
  }
}
