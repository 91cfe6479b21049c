package dev.alq.bench;

import dev.alq.bits.SignProduct;
import dev.alq.infer.InferenceSession;
import dev.alq.infer.PreparedLayers;
import dev.alq.kernel.BitKernels;
import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.packed.MultiBitWeights;
import dev.alq.packed.PackedLayer;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Tasks on bits done by this project. */
final class BitWork {

  private BitWork() {}

  /** A product of signs whose operands are packed already. */
  static Work product(Engine engine, Task.BitProduct task) {
    return new Product(engine, task);
  }

  /** A convolution from numbers to numbers by way of codes. */
  static Work layer(Engine engine, Task.BitLayer task) {
    return new Prepared(PreparedLayers.of(engine, layers(engine, task), image(task)), images(task));
  }

  /** A network of multi-bit weights. */
  static Work inference(Engine engine, Task.BitInference task) {
    InferenceSession session =
        InferenceSession.of(BitModels.packed(task.model(), task.precision()), engine);
    Shape shape = task.model().images(task.batch());
    Tensor images = Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
    return new Work() {
      @Override
      public void run() {
        session.logits(images);
      }

      @Override
      public float[] result() {
        return session.logits(images).data();
      }
    };
  }

  /** The levels' step and the convolution. */
  private static List<PackedLayer> layers(Engine engine, Task.BitLayer task) {
    return List.of(
        new PackedLayer.Quantize("levels", task.precision().levels()),
        new PackedLayer.Convolution("conv", weights(engine, task), null, 1, 1));
  }

  /** The weights of a layer, in pixelwise groups. */
  static MultiBitWeights weights(Engine engine, Task.BitLayer task) {
    Shape shape = Shape.of(task.outputs(), Task.BitLayer.TAPS, Task.BitLayer.TAPS, task.channels());
    Tensor values = Tensor.of(shape, Inputs.uniform(Inputs.Part.SECOND, shape.size()));
    MultiBitTensor sketch =
        new Sketch(task.precision().weightBits()).apply(values, new Grouping.Pixelwise(), engine);
    return MultiBitWeights.of(sketch);
  }

  /** The input of a layer: pre-activations. */
  static Tensor images(Task.BitLayer task) {
    Shape shape = Shape.of(Task.BitLayer.BATCH, task.extent(), task.extent(), task.channels());
    return Tensor.of(shape, Inputs.uniform(Inputs.Part.FIRST, shape.size()));
  }

  private static Shape image(Task.BitLayer task) {
    return Shape.of(task.extent(), task.extent(), task.channels());
  }

  private record Prepared(PreparedLayers layers, Tensor images) implements Work {
    @Override
    public void run() {
      layers.giveBack(layers.run(images));
    }

    @Override
    public float[] result() {
      return layers.run(images).data();
    }
  }

  private static final class Product implements Work {
    private final Engine engine;
    private final BitKernels kernels;
    private final SignProduct signs;
    private final int[][] panels;
    private final float[][] sums;

    /** What each filter would be if half of all signs differed, in as many lanes. */
    private final float[] middles;

    Product(Engine engine, Task.BitProduct task) {
      this.engine = engine;
      kernels = engine.kernels().bits();
      int lanes = kernels.lanes();
      int words = task.group() / Integer.SIZE;
      signs = signs(task, words);
      int count = Task.BitProduct.PIXELS / lanes;
      panels = new int[count][task.activationBits() * signs.panelRows() * lanes];
      sums = new float[count][task.filters() * lanes];
      middles = new float[task.filters() * lanes];
      for (int f = 0; f < task.filters(); f++) {
        Arrays.fill(middles, f * lanes, (f + 1) * lanes, middle(task, f));
      }
      for (int p = 0; p < count; p++) {
        for (int a = 0; a < task.activationBits(); a++) {
          for (int row = 0; row < signs.panelRows(); row++) {
            for (int i = 0; i < lanes; i++) {
              int at = (a * signs.panelRows() + row) * lanes + i;
              panels[p][at] = task.activation(a, row, p * lanes + i);
            }
          }
        }
      }
    }

    private float middle(Task.BitProduct task, int filter) {
      double sum = 0;
      for (int g = 0; g < task.depth() / task.group(); g++) {
        for (int i = 0; i < task.weightBits(); i++) {
          for (int a = 0; a < task.activationBits(); a++) {
            sum += task.coefficient(filter, g, i, a);
          }
        }
      }
      return (float) (sum * signs.groupRows() * Integer.SIZE / 2);
    }

    private static SignProduct signs(Task.BitProduct task, int words) {
      int groups = task.depth() / task.group();
      SignProduct.Builder builder =
          new SignProduct.Builder(task.filters(), task.activationBits(), groups, words);
      for (int f = 0; f < task.filters(); f++) {
        for (int g = 0; g < groups; g++) {
          for (int i = 0; i < task.weightBits(); i++) {
            int[] signs = new int[words];
            for (int k = 0; k < words; k++) {
              signs[k] = task.sign(f, i, g * words + k);
            }
            float[] coefficients = new float[task.activationBits()];
            for (int a = 0; a < coefficients.length; a++) {
              coefficients[a] = task.coefficient(f, g, i, a);
            }
            builder.add(f, g, signs, coefficients);
          }
        }
      }
      return builder.build();
    }

    @Override
    public void run() {
      engine
          .parallel()
          .forEach(
              panels.length,
              p -> {
                System.arraycopy(middles, 0, sums[p], 0, middles.length);
                signs.addTo(kernels, 0, signs.rows(), panels[p], 0, kernels.lanes(), sums[p], 0);
              });
    }

    /** Filter by filter. */
    @Override
    public float[] result() {
      run();
      int lanes = kernels.lanes();
      float[] all = new float[signs.rows() * panels.length * lanes];
      for (int f = 0; f < signs.rows(); f++) {
        for (int p = 0; p < panels.length; p++) {
          System.arraycopy(sums[p], f * lanes, all, (f * panels.length + p) * lanes, lanes);
        }
      }
      return all;
    }
  }
}
