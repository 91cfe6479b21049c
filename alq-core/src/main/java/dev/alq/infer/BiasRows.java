package dev.alq.infer;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the products of a linear layer are added to. */
final class BiasRows {

  private BiasRows() {}

  /** Borrows a tensor batch × outputs whose rows are the bias, or zeros if it is null. */
  static Tensor borrow(Workspace workspace, int batch, int outputs, @Nullable Tensor bias) {
    Tensor rows = workspace.borrow(Shape.of(batch, outputs));
    if (bias == null) {
      Arrays.fill(rows.data(), 0);
    } else {
      for (int n = 0; n < batch; n++) {
        System.arraycopy(bias.data(), 0, rows.data(), n * outputs, outputs);
      }
    }
    return rows;
  }
}
