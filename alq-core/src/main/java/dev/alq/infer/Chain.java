package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.ArrayList;
import java.util.List;

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
   */
  static Chain prepare(Engine engine, List<PackedLayer> layers, Shape shape) {
    List<Step> steps = new ArrayList<>();
    Shape input = shape;
    for (PackedLayer layer : layers) {
      steps.add(prepare(engine, layer, input));
      input = layer.outputShape(input);
    }
    return new Chain(List.copyOf(steps));
  }

  private static Step prepare(Engine engine, PackedLayer layer, Shape input) {
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
              prepare(engine, residual.body(), input), prepare(engine, residual.shortcut(), input));
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
