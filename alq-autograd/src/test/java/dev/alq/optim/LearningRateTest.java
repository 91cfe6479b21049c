package dev.alq.optim;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Schedules at the epochs where they change. */
class LearningRateTest {

  private static final double ULP = 1e-15;

  @Test
  void constantStays() {
    LearningRate rate = new LearningRate.Constant(0.3);
    assertEquals(0.3, rate.at(0));
    assertEquals(0.3, rate.at(1000));
  }

  @Test
  void stepsAreTakenEveryFewEpochs() {
    LearningRate rate = new LearningRate.StepDecay(0.8, 0.5, 3);
    double[] expected = {0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.2};
    for (int epoch = 0; epoch < expected.length; epoch++) {
      assertEquals(expected[epoch], rate.at(epoch), ULP, "epoch " + epoch);
    }
  }

  @Test
  void cosineFallsFromFirstToLast() {
    LearningRate rate = new LearningRate.Cosine(1, 0.2, 5);
    assertEquals(1, rate.at(0), ULP);
    assertEquals(0.6, rate.at(2), ULP);
    assertEquals(0.2, rate.at(4), ULP);
    assertEquals(0.2, rate.at(5), ULP);
    for (int epoch = 1; epoch < 5; epoch++) {
      assertTrue(rate.at(epoch) < rate.at(epoch - 1), "epoch " + epoch);
    }
  }

  @Test
  void cosineOverOneEpochBeginsWithTheFirstAndEndsWithTheLast() {
    LearningRate rate = new LearningRate.Cosine(1, 0.2, 1);
    assertEquals(1, rate.at(0), ULP);
    assertEquals(0.2, rate.at(1), ULP);
  }

  @Test
  void aTenthAfterHalf() {
    for (int epochs : new int[] {1, 2, 5, 10}) {
      LearningRate rate = LearningRate.tenthAfterHalf(0.5, epochs);
      for (int epoch = 0; epoch < epochs; epoch++) {
        double expected = 2 * epoch < epochs ? 0.5 : 0.05;
        assertEquals(expected, rate.at(epoch), ULP, epoch + " of " + epochs);
      }
    }
  }

  @Test
  void impossibleSchedulesAreRefused() {
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertRefused(() -> new LearningRate.Constant(bad), bad + "");
      assertRefused(() -> new LearningRate.StepDecay(bad, 0.5, 1), bad + "");
      assertRefused(() -> new LearningRate.Cosine(bad, 0, 1), bad + "");
      assertRefused(() -> new LearningRate.Cosine(1, bad, 1), bad + "");
    }
    assertRefused(() -> new LearningRate.StepDecay(1, 0, 1), "0.0");
    assertRefused(() -> new LearningRate.StepDecay(1, 0.1, 0), "0 epochs");
    assertRefused(() -> new LearningRate.Cosine(1, 0, 0), "0 epochs");
  }
}
