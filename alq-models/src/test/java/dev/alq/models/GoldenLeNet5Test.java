package dev.alq.models;

import org.junit.jupiter.api.Test;

/** The network of {@link LeNet5} is the one that the reference figures are of. */
class GoldenLeNet5Test {

  private static final long SEED = 1;

  /** What the file calls c1, c2, f1 and f2. */
  private static String ourName(String name) {
    return name.replaceFirst("^c", "conv").replaceFirst("^f", "fc");
  }

  @Test
  void logitsLossAndGradientsFollowTheReference() {
    new GoldenNet("lenet5", GoldenLeNet5Test::ourName, 1e-5).check(LeNet5.create(SEED));
  }
}
