package dev.alq.examples.reproduce;

import org.jspecify.annotations.Nullable;

/**
 * What the paper states of a row of its tables; null where it states nothing. Its KB and MB are 10³
 * and 10⁶ bytes.
 *
 * @param top1 percent right on the test set
 * @param averageBitwidth I_W
 * @param weightBytes bytes of the weights
 * @param compactedBytes the same after empty channels have been removed
 */
record PaperFigures(
    @Nullable Double top1,
    @Nullable Double averageBitwidth,
    @Nullable Long weightBytes,
    @Nullable Long compactedBytes) {

  /** Nothing at all. */
  static final PaperFigures NONE = new PaperFigures(null, null, null, null);

  /** Accuracy and bitwidth alone. */
  static PaperFigures of(double top1, double averageBitwidth) {
    return new PaperFigures(top1, averageBitwidth, null, null);
  }

  /** Accuracy, bitwidth and bytes. */
  static PaperFigures of(double top1, double averageBitwidth, long weightBytes) {
    return new PaperFigures(top1, averageBitwidth, weightBytes, null);
  }
}
