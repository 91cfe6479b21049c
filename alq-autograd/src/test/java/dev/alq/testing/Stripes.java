package dev.alq.testing;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.SplittableRandom;

/** Pictures that a small network learns in a few steps. */
public final class Stripes {

  private Stripes() {}

  /** Stripes whose direction tells the class, and noise: N,H,W,C with as many rows as columns. */
  public static Tensor draw(int[] labels, int classes, int size, int channels, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor images = Tensor.zeros(Shape.of(labels.length, size, size, channels));
    for (int i = 0; i < images.size(); i++) {
      int x = i / channels % size;
      int y = i / channels / size % size;
      double angle = Math.PI * labels[i / (channels * size * size)] / classes;
      double wave = Math.sin(1.5 * (x * Math.cos(angle) + y * Math.sin(angle)) + i % channels);
      images.data()[i] = (float) (wave + 0.3 * random.nextGaussian());
    }
    return images;
  }
}
