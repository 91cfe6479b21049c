package dev.alq.golden;

/** The generator of all reference inputs: one linear congruence per case, drawn in file order. */
final class Lcg {

  private static final long MULTIPLIER = 1_664_525;
  private static final long INCREMENT = 1_013_904_223;
  private static final long MASK = 0xFFFF_FFFFL;
  private static final double RANGE = 0x1p32;

  private long state;

  Lcg(long seed) {
    this.state = seed;
  }

  /** The next {@code size} values, {@code (x/2^32 - 0.5)·scale + offset} rounded to float. */
  float[] draw(int size, double scale, double offset) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      state = (MULTIPLIER * state + INCREMENT) & MASK;
      values[i] = (float) ((state / RANGE - 0.5) * scale + offset);
    }
    return values;
  }
}
