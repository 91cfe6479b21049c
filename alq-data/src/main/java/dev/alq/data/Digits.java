package dev.alq.data;

import dev.alq.dataset.Normalization;
import dev.alq.dataset.Preprocessing;
import java.util.List;

/** What all our images of digits have in common, so that a network can be tried on any of them. */
final class Digits {

  static final int CLASSES = 10;
  static final int SIDE = 28;

  /** Mean and standard deviation of the levels of the 60,000 training images of MNIST. */
  private static final Normalization NORMALIZATION = Normalization.gray(0.1307f, 0.3081f);

  static final Preprocessing PREPROCESSING =
      new Preprocessing(
          SIDE, SIDE, NORMALIZATION, List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));

  private Digits() {}
}
