package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.multibit.ActivationLevels;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Steps one after the other.
 *
 * @param steps in order; none for the identity
 */
record Chain(List<Step> steps) {

  /**
   * Prepares layers.
   *
   * @param shape of one image as it enters the first layer
   * @param levels that its elements have, or null if they may be any numbers
   */
  static Chain prepare(
      Engine engine, List<PackedLayer> layers, Shape shape, @Nullable ActivationLevels levels) {
    List<Step> steps = new ArrayList<>();
    Shape input = shape;
    ActivationLevels current = levels;
    int i = 0;
    while (i < layers.size()) {
      BitSegmentPlanner.Found found = segment(layers, i, input, current);
      if (found != null) {
        steps.add(found.segment());
        input = found.segment().output();
        current = null;
        i = found.next();
      } else {
        PackedLayer layer = layers.get(i++);
        steps.add(prepare(engine, layer, input, current));
        input = layer.outputShape(input);
        current = levelsBehind(layer, current);
      }
    }
    return new Chain(List.copyOf(steps));
  }

  /** The segment that begins at a layer, or at the levels in front of it; null if none does. */
  private static BitSegmentPlanner.@Nullable Found segment(
      List<PackedLayer> layers, int i, Shape input, @Nullable ActivationLevels levels) {
    if (layers.get(i) instanceof PackedLayer.Quantize quantize) {
      return BitSegmentPlanner.find(layers, i + 1, input, quantize.levels());
    }
    return levels == null ? null : BitSegmentPlanner.find(layers, i, input, levels);
  }

  private static @Nullable ActivationLevels levelsBehind(
      PackedLayer layer, @Nullable ActivationLevels levels) {
    return switch (layer) {
      case PackedLayer.Quantize quantize -> quantize.levels();
      case PackedLayer.MaxPool _, PackedLayer.Flatten _ -> levels;
      default -> null;
    };
  }

  private static Step prepare(
      Engine engine, PackedLayer layer, Shape input, @Nullable ActivationLevels levels) {
    return switch (layer) {
      case PackedLayer.Convolution convolution ->
          ConvolutionStep.prepare(engine, convolution, input);
      case PackedLayer.Linear linear -> LinearStep.prepare(engine, linear);
      case PackedLayer.ScaleShift scaleShift -> new ScaleShiftStep(scaleShift);
      case PackedLayer.MaxPool pool -> new MaxPoolStep(pool);
      case PackedLayer.Relu _ -> new ReluStep();
      case PackedLayer.Quantize quantize -> new QuantizeStep(quantize.levels());
      case PackedLayer.Flatten _ -> new FlattenStep();
      case PackedLayer.GlobalAveragePool _ -> new GlobalAveragePoolStep();
      case PackedLayer.Residual residual ->
          new ResidualStep(
              prepare(engine, residual.body(), input, levels),
              prepare(engine, residual.shortcut(), input, levels));
    };
  }

  /** The output: the input itself if there are no steps, else a tensor of the workspace. */
  Tensor run(Workspace workspace, Tensor input) {
    Tensor x = input;
    for (Step step : steps) {
      Tensor y = run(step, workspace, x, input);
      if (y != x) {
        giveBack(workspace, x, input);
      }
      x = y;
    }
    return x;
  }

  /** Pointwise steps change what nobody else has. */
  private static Tensor run(Step step, Workspace workspace, Tensor x, Tensor input) {
    return switch (step) {
      case Step.Transform transform -> transform.run(workspace, x);
      case Step.Pointwise pointwise -> {
        Tensor y = x == input ? workspace.borrow(x.shape()) : x;
        pointwise.run(workspace, x, y);
        yield y;
      }
    };
  }

  /** Gives a tensor back unless it is the input, which belongs to somebody else. */
  static void giveBack(Workspace workspace, Tensor tensor, Tensor input) {
    if (tensor != input) {
      workspace.giveBack(tensor);
    }
  }
}
