package dev.alq.testing;

import static org.junit.jupiter.api.Assertions.fail;

/**
 * What an array must hold: exact values, each with the sum of the absolute values of the terms that
 * it was added up from. Zero there means that not a bit may differ.
 */
public record Expected(double[] values, double[] magnitudes) {

  public static Expected zeros(int size) {
    return new Expected(new double[size], new double[size]);
  }

  /** The array as it is, untouched. */
  public static Expected of(float[] values) {
    return new Expected(Numbers.doubles(values), new double[values.length]);
  }

  /** Adds a term to an element, along with what the element holds already. */
  public void add(int index, double term) {
    if (magnitudes[index] == 0) {
      magnitudes[index] = Math.abs(values[index]);
    }
    values[index] += term;
    magnitudes[index] += Math.abs(term);
  }

  /** Sets an element to an exact value. */
  public void set(int index, double value) {
    values[index] = value;
    magnitudes[index] = 0;
  }

  /** Every element may be off by {@code roundings} roundings of its magnitude. */
  public void check(float[] actual, double roundings, String what) {
    if (actual.length != values.length) {
      fail(what + ": " + actual.length + " elements, not " + values.length);
    }
    for (int i = 0; i < actual.length; i++) {
      double tolerance = roundings * Numbers.ROUNDING * magnitudes[i];
      if (!(Math.abs(actual[i] - values[i]) <= tolerance)) {
        fail(what + "[" + i + "]: " + actual[i] + ", not " + values[i] + " ± " + tolerance);
      }
    }
  }
}
