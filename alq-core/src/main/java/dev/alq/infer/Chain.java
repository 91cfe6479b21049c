package dev.alq.infer;

import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.List;

/**
 * Steps one after the other.
 *
 * @param steps in order; none for the identity
 */
record Chain(List<Step> steps) {

  static Chain prepare(List<PackedLayer> layers) {
    return new Chain(layers.stream().map(Chain::prepare).toList());
  }

  private static Step prepare(PackedLayer layer) {
    return switch (layer) {
      case PackedLayer.Convolution convolution -> new ConvolutionStep(convolution);
      case PackedLayer.Linear linear -> new LinearStep(linear);
      case PackedLayer.ScaleShift scaleShift -> new ScaleShiftStep(scaleShift);
      case PackedLayer.MaxPool pool -> new MaxPoolStep(pool);
      case PackedLayer.Relu _ -> new ReluStep();
      case PackedLayer.Flatten _ -> new FlattenStep();
      case PackedLayer.GlobalAveragePool _ -> new GlobalAveragePoolStep();
      case PackedLayer.Residual residual ->
          new ResidualStep(prepare(residual.body()), prepare(residual.shortcut()));
    };
  }

  /** The output: the input itself if there are no steps, else a tensor of the workspace. */
  Tensor run(Workspace workspace, Tensor input) {
    Tensor x = input;
    for (Step step : steps) {
      Tensor y = step.run(workspace, x);
      giveBack(workspace, x, input);
      x = y;
    }
    return x;
  }

  /** Gives a tensor back unless it is the input, which belongs to somebody else. */
  static void giveBack(Workspace workspace, Tensor tensor, Tensor input) {
    if (tensor != input) {
      workspace.giveBack(tensor);
    }
  }
}
