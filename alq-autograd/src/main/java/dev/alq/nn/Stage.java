package dev.alq.nn;

import dev.alq.autograd.Functions;
import dev.alq.autograd.Tape;
import dev.alq.autograd.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step of a {@link Sequential}: a layer, or neighbours that are computed in one pass over memory,
 * forwards and backwards. Values and gradients are those of the layers one after the other.
 */
public sealed interface Stage {

  /**
   * Computes the stage.
   *
   * @param tape records the computation
   * @param input the first layer's input
   * @return the last layer's output
   * @throws IllegalArgumentException if the input's shape does not fit
   */
  Variable forward(Tape tape, Variable input);

  /**
   * A layer by itself.
   *
   * @param layer the layer
   */
  record Single(Layer layer) implements Stage {
    @Override
    public Variable forward(Tape tape, Variable input) {
      return layer.forward(tape, input);
    }
  }

  /**
   * A batch normalisation and its ReLU.
   *
   * @param norm comes first
   * @param relu comes second
   */
  record RectifiedNorm(BatchNorm norm, Relu relu) implements Stage {
    @Override
    public Variable forward(Tape tape, Variable input) {
      return norm.forwardAndRectify(tape, input);
    }
  }

  /**
   * A ReLU of the sum of two ways.
   *
   * @param residual comes first
   * @param relu comes second
   */
  record RectifiedResidual(Residual residual, Relu relu) implements Stage {
    @Override
    public Variable forward(Tape tape, Variable input) {
      return residual.join(tape, input, Functions::addAndRectify);
    }
  }

  /**
   * A pooling and a ReLU, which may change places.
   *
   * @param pool the pooling
   * @param relu comes before or after it
   */
  record RectifiedPool(MaxPool pool, Relu relu) implements Stage {
    @Override
    public Variable forward(Tape tape, Variable input) {
      return Functions.maxPoolAndRectify(tape, input, pool.kernel(), pool.stride(), pool.padding());
    }
  }

  /**
   * Finds what can be computed together.
   *
   * @param layers in the order of computation
   * @return stages that hold each layer once, in order
   */
  static List<Stage> of(List<Layer> layers) {
    List<Stage> stages = new ArrayList<>();
    for (Layer layer : layers) {
      Stage joined = stages.isEmpty() ? null : join(stages.getLast(), layer);
      if (joined == null) {
        stages.add(new Single(layer));
      } else {
        stages.set(stages.size() - 1, joined);
      }
    }
    return List.copyOf(stages);
  }

  private static @Nullable Stage join(Stage before, Layer layer) {
    return switch (layer) {
      case Relu relu ->
          switch (before) {
            case Single(BatchNorm norm) -> new RectifiedNorm(norm, relu);
            case Single(Residual residual) -> new RectifiedResidual(residual, relu);
            case Single(MaxPool pool) -> new RectifiedPool(pool, relu);
            default -> null;
          };
      case MaxPool pool when before instanceof Single(Relu relu) -> new RectifiedPool(pool, relu);
      default -> null;
    };
  }
}
