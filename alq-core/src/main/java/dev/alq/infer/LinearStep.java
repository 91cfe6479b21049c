package dev.alq.infer;

import dev.alq.kernel.Engine;
import dev.alq.kernel.Gemm;
import dev.alq.kernel.MatrixView;
import dev.alq.kernel.PackedMatrix;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer by the float kernels.
 *
 * @param weights reconstructed, inputs × outputs
 * @param bias a term per output, or null
 */
record LinearStep(PackedMatrix weights, @Nullable Tensor bias) implements Step.Transform {

  /** Reconstructs and prepares the weights. */
  static LinearStep prepare(Engine engine, PackedLayer.Linear layer) {
    Tensor weights = layer.weights().reconstruct();
    int outputs = weights.shape().dimension(0);
    MatrixView rows = MatrixView.of(weights.data(), outputs, weights.size() / outputs);
    return new LinearStep(PackedMatrix.of(engine, rows.transposed()), layer.bias());
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    int batch = input.shape().dimension(0);
    int outputs = weights.columns();
    Tensor output = BiasRows.borrow(workspace, batch, outputs, bias);
    Gemm.multiplyAdd(
        workspace.engine(),
        MatrixView.of(input.data(), batch, weights.rows()),
        weights,
        MatrixView.of(output.data(), batch, outputs));
    return output;
  }
}
