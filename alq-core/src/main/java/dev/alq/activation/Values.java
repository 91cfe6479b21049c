package dev.alq.activation;

import dev.alq.multibit.ActivationLevels;

/** Base and steps, {@code s_i = 2γ_i}, as an array, the form in which they are fitted. */
final class Values {

  private Values() {}

  static ActivationLevels levels(double[] values) {
    float[] coordinates = new float[values.length - 1];
    for (int i = 0; i < coordinates.length; i++) {
      coordinates[i] = (float) (0.5 * values[i + 1]);
    }
    return new ActivationLevels((float) values[0], coordinates);
  }

  static void of(ActivationLevels levels, double[] values) {
    values[0] = levels.base();
    float[] coordinates = levels.coordinates();
    for (int i = 0; i < coordinates.length; i++) {
      values[i + 1] = 2.0 * coordinates[i];
    }
  }
}
