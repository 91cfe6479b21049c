package dev.alq.kernel;

/**
 * Scratch memory for the sums by signs of {@link GroupKernels}; its contents are undefined before
 * and after each. Not safe for use by several threads.
 *
 * @param bins sums of the elements with equal codes
 * @param lanes sums of the elements that went through one lane
 */
public record SignSums(double[] bins, float[] lanes) {

  /** Partial sums per bin: neighbours often share a code, and their additions would wait. */
  static final int SPLITS = 4;

  /** Floats of {@link #lanes()}: more sums at a time than any kernel has, of the widest vectors. */
  private static final int LANE_SUMS = 12 * 32;

  /**
   * Creates scratch memory.
   *
   * @param maxBitwidth the largest bitwidth it will be used for, from 1 to 8
   */
  public SignSums(int maxBitwidth) {
    this(new double[SPLITS << maxBitwidth], new float[LANE_SUMS]);
  }
}
