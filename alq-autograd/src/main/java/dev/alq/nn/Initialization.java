package dev.alq.nn;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/** First values of parameters, as functions of a seed and the parameter's name. */
final class Initialization {

  private Initialization() {}

  /** Uniform within ±1/√fanIn, what PyTorch gives convolutions, linear layers and their biases. */
  static Tensor uniform(Shape shape, int fanIn, long seed, String name) {
    double bound = 1 / Math.sqrt(fanIn);
    SplittableRandom random = new SplittableRandom(Seeds.derive(seed, name));
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    return tensor;
  }

  /** Normal with variance 2/fanOut, which keeps gradients alive through ReLUs (He et al., 2015). */
  static Tensor heNormal(Shape shape, int fanOut, long seed, String name) {
    double deviation = Math.sqrt(2.0 / fanOut);
    SplittableRandom random = new SplittableRandom(Seeds.derive(seed, name));
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) (random.nextGaussian() * deviation);
    }
    return tensor;
  }

  static Tensor ones(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    Arrays.fill(tensor.data(), 1);
    return tensor;
  }
}
