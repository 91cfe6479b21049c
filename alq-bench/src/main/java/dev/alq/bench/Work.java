package dev.alq.bench;

/** Something that is timed: one side of a comparison, with its data in place. */
public interface Work extends AutoCloseable {

  /** Does the work once. */
  void run();

  /** Gets ready for one {@link #run}; not part of the time. */
  default void prepare() {}

  /**
   * Does the work several times, preparing each time.
   *
   * @param repeats how often, at least 1
   * @return nanoseconds of all runs together, without the preparations
   */
  default long nanos(int repeats) {
    long sum = 0;
    for (int i = 0; i < repeats; i++) {
      prepare();
      long start = System.nanoTime();
      run();
      sum += System.nanoTime() - start;
    }
    return sum;
  }

  /**
   * Does the work afresh and tells what comes out, to compare it with another side's.
   *
   * @return the result in the order of {@link Task}'s description
   */
  float[] result();

  /** Releases what the work holds. */
  @Override
  default void close() {}
}
