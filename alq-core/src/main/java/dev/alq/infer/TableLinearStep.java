package dev.alq.infer;

import dev.alq.bits.BitMatrix;
import dev.alq.bits.TableProduct;
import dev.alq.kernel.BitTerms;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer of multi-bit weights on numbers, by look-up tables: its weights are never
 * reconstructed, so they are read in a fraction of the time that floats would take.
 *
 * @param inputs numbers that go in
 * @param product the weights
 * @param bias a term per output, or null
 */
record TableLinearStep(int inputs, TableProduct product, @Nullable Tensor bias)
    implements Step.Transform {

  /** With more bases products of floats are much quicker at large batches. */
  private static final double MOST_BASES_PER_WEIGHT = 2;

  /** Prepares the weights; null if looking up is not worthwhile. */
  static @Nullable TableLinearStep prepare(PackedLayer.Linear layer) {
    OutputGroups weights = OutputGroups.of(layer.weights());
    if (weights == null) {
      return null;
    }
    int[][] inputs = inputs(weights);
    TableProduct.Builder builder = new TableProduct.Builder(weights.outputs(), inputs);
    long[] signs = {0};
    weights.forEach((output, group, planes, row, coordinate) -> {
      builder.add(output, group, signs(planes, row), coordinate);
      signs[0] += inputs[group].length;
    });
    long size = layer.weights().shape().size();
    return signs[0] > MOST_BASES_PER_WEIGHT * size
        ? null
        : new TableLinearStep((int) (size / weights.outputs()), builder.build(), layer.bias());
  }

  /** Which input each element of a group meets. */
  private static int[][] inputs(OutputGroups weights) {
    int[][] inputs = new int[weights.groups()][];
    for (int g = 0; g < inputs.length; g++) {
      inputs[g] = new int[weights.size(g)];
      for (int j = 0; j < inputs[g].length; j++) {
        inputs[g][j] = weights.weight(g, j);
      }
    }
    return inputs;
  }

  private static int[] signs(BitMatrix planes, int row) {
    int[] words = new int[Math.ceilDiv(planes.columns(), BitTerms.WORD_BITS)];
    planes.copyRow(row, words);
    return words;
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    int batch = input.shape().dimension(0);
    Tensor output = BiasRows.borrow(workspace, batch, product.rows(), bias);
    product.addTo(workspace.engine(), batch, input.data(), inputs, output.data());
    return output;
  }
}
