package dev.alq.tensor;

import java.util.SplittableRandom;

/**
 * Randomness as a function: the same seed and path give the same numbers whenever they are asked
 * for, in whatever order. Nothing is consumed, so shuffles and augmentations survive a restart.
 */
public final class Seeds {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * Derives a seed. Parent and step are mixed differently: seed 3 on path 5 has nothing to do with
   * seed 5 on path 3.
   *
   * @param seed the parent
   * @param path what the derived seed is for, e.g. epoch and index
   * @return a seed that differs in about half of its bits when seed or path differ
   */
  public static long derive(long seed, long... path) {
    long state = mix(seed + GOLDEN_GAMMA);
    for (long step : path) {
      long parent = mix(state + GOLDEN_GAMMA);
      state = mix((parent ^ mix(step + GOLDEN_GAMMA)) + GOLDEN_GAMMA);
    }
    return state;
  }

  /**
   * Derives a seed for something that has a name.
   *
   * @param seed the parent
   * @param name what the derived seed is for
   * @return the derived seed
   */
  public static long derive(long seed, String name) {
    long state = derive(seed, name.length());
    for (int i = 0; i < name.length(); i++) {
      state = derive(state, name.charAt(i));
    }
    return state;
  }

  /**
   * A generator of its own for a seed and path.
   *
   * @param seed the parent
   * @param path what the numbers are for
   * @return a new generator
   */
  public static SplittableRandom generator(long seed, long... path) {
    return new SplittableRandom(derive(seed, path));
  }

  /**
   * A random order.
   *
   * @param length number of entries, 0 or more
   * @param seed the parent
   * @param path what the order is for
   * @return a new array with each of {@code 0 … length-1} once
   */
  public static int[] permutation(int length, long seed, long... path) {
    int[] order = new int[length];
    for (int i = 0; i < length; i++) {
      order[i] = i;
    }
    SplittableRandom random = generator(seed, path);
    for (int i = length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
  private static long mix(long z) {
    long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long x = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
