package dev.alq.bench;

import dev.alq.tensor.Seeds;
import java.util.SplittableRandom;

/** The data that all sides compute on, drawn from fixed seeds. */
public final class Inputs {

  /** Where all randomness of the benchmarks comes from. */
  public static final long SEED = 2026;

  private Inputs() {}

  /** Which array of a task. */
  public enum Part {
    /** Left operand, or the input of a layer or network. */
    FIRST,
    /** Right operand, or the weights. */
    SECOND,
    /** The gradient at an output. */
    GRADIENT
  }

  /**
   * Values between -1 and 1.
   *
   * @param part which array
   * @param length how many
   * @return the same values at every call
   */
  public static float[] uniform(Part part, int length) {
    SplittableRandom random = new SplittableRandom(Seeds.derive(SEED, part + " " + length));
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = 2 * random.nextFloat() - 1;
    }
    return values;
  }

  /**
   * Classes of images.
   *
   * @param length how many
   * @param classes the number of classes
   * @return the same labels at every call
   */
  public static int[] labels(int length, int classes) {
    SplittableRandom random = Seeds.generator(SEED, length, classes);
    int[] labels = new int[length];
    for (int i = 0; i < length; i++) {
      labels[i] = random.nextInt(classes);
    }
    return labels;
  }
}
