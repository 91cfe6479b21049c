package dev.alq.infer;

import dev.alq.bits.BitMatrix;
import dev.alq.bits.TableProduct;
import dev.alq.kernel.BitTerms;
import dev.alq.multibit.GroupLayout;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import java.util.Arrays;
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

  /** With more bases the floats are as quick at large batches, and exact to more digits. */
  private static final double MOST_BASES_PER_WEIGHT = 2;

  /** Whether looking up is worthwhile. */
  static boolean suits(MultiBitWeights weights) {
    long bases = 0;
    for (byte bitwidth : weights.bitwidths()) {
      bases += bitwidth;
    }
    return bases <= MOST_BASES_PER_WEIGHT * weights.bitwidths().length;
  }

  /** Prepares the weights. */
  static TableLinearStep prepare(PackedLayer.Linear layer, MultiBitWeights weights) {
    int outputs = weights.shape().dimension(0);
    GroupLayout layout = weights.grouping().layout(weights.shape());
    int[][] places = new int[layout.groups() / outputs][layout.size()];
    for (int g = 0; g < places.length; g++) {
      for (int j = 0; j < places[g].length; j++) {
        places[g][j] = layout.index(g, j);
      }
    }
    TableProduct.Builder builder = new TableProduct.Builder(outputs, places);
    int row = 0;
    for (int g = 0; g < weights.bitwidths().length; g++) {
      for (int i = 0; i < weights.bitwidths()[g]; i++, row++) {
        int[] signs = signs(weights.planes(), row);
        float coordinate = weights.coordinates()[row];
        builder.add(g / places.length, g % places.length, signs, coordinate);
      }
    }
    int inputs = weights.shape().size() / outputs;
    return new TableLinearStep(inputs, builder.build(), layer.bias());
  }

  private static int[] signs(BitMatrix planes, int row) {
    int[] words = new int[Math.ceilDiv(planes.columns(), BitTerms.WORD_BITS)];
    for (int w = 0; w < words.length; w++) {
      long pair = planes.words()[row * planes.wordsPerRow() + w / 2];
      words[w] = (int) (pair >>> w % 2 * BitTerms.WORD_BITS);
    }
    return words;
  }

  @Override
  public Tensor run(Workspace workspace, Tensor input) {
    int batch = input.shape().dimension(0);
    int outputs = product.rows();
    Tensor output = workspace.borrow(Shape.of(batch, outputs));
    if (bias == null) {
      Arrays.fill(output.data(), 0);
    } else {
      for (int n = 0; n < batch; n++) {
        System.arraycopy(bias.data(), 0, output.data(), n * outputs, outputs);
      }
    }
    product.addTo(workspace.engine(), batch, input.data(), inputs, output.data());
    return output;
  }
}
