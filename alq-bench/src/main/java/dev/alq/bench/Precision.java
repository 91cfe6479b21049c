package dev.alq.bench;

import dev.alq.multibit.ActivationLevels;

/** How many bits weights and activations of a network have that is measured as bits. */
public enum Precision {
  /** One bit each. */
  ONE_ONE("1/1", 1, 1),
  /** One bit per weight, two per activation. */
  ONE_TWO("1/2", 1, 2),
  /** Two bits each. */
  TWO_TWO("2/2", 2, 2),
  /** From no to two bits per weight, 0.66 in the mean, and two per activation. */
  ADAPTIVE_TWO("0.66/2", 2, 2),
  /** From no to two bits per weight, 0.66 in the mean, and activations in floats. */
  ADAPTIVE_FLOAT("0.66/32", 2, 32);

  /** What share of the groups keeps at least so many bases: 0.66 in all. */
  private static final double[] KEPT = {0.5, 0.16};

  private static final int FLOAT = 32;

  private final String text;
  private final int weightBits;
  private final int activationBits;

  Precision(String text, int weightBits, int activationBits) {
    this.text = text;
    this.weightBits = weightBits;
    this.activationBits = activationBits;
  }

  /** The most bases of a group. */
  int weightBits() {
    return weightBits;
  }

  /** Whether activations are quantized. */
  boolean quantizesActivations() {
    return activationBits < FLOAT;
  }

  /** The levels of activations, from 0 to about the largest pre-activations. */
  ActivationLevels levels() {
    float[] coordinates = new float[activationBits];
    for (int a = 0; a < activationBits; a++) {
      coordinates[a] = 0.3f * (1 << a);
    }
    return new ActivationLevels(0, coordinates);
  }

  /**
   * How many bases a group keeps.
   *
   * @param draw uniform from 0 to 1
   */
  int bitwidth(double draw) {
    return switch (this) {
      case ONE_ONE, ONE_TWO, TWO_TWO -> weightBits;
      case ADAPTIVE_TWO, ADAPTIVE_FLOAT -> draw < KEPT[1] ? 2 : draw < KEPT[0] ? 1 : 0;
    };
  }

  /** The two numbers, as rows write them. */
  @Override
  public String toString() {
    return text;
  }
}
