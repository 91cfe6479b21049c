package dev.alq.infer;

import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A linear layer by the float kernels, its weights reconstructed once. */
final class LinearStep implements Step {

  private final Tensor weights;
  private final @Nullable Tensor bias;

  LinearStep(PackedLayer.Linear layer) {
    this.weights = layer.weights().reconstruct();
    this.bias = layer.bias();
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    int batch = input.shape().dimension(0);
    int outputs = weights.shape().dimension(0);
    int inputs = weights.shape().dimension(1);
    Tensor output = workspace.borrow(Shape.of(batch, outputs));
    if (bias == null) {
      Arrays.fill(output.data(), 0);
    } else {
      for (int n = 0; n < batch; n++) {
        System.arraycopy(bias.data(), 0, output.data(), n * outputs, outputs);
      }
    }
    Gemm.multiplyAdd(
        workspace.engine(),
        MatrixView.of(input.data(), batch, inputs),
        MatrixView.of(weights.data(), outputs, inputs).transposed(),
        MatrixView.of(output.data(), batch, outputs));
    return output;
  }
}
