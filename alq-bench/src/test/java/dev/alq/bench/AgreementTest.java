package dev.alq.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AgreementTest {

  private static boolean agree(float[] ours, float[] peer) {
    return Agreement.difference(ours, peer, 0.01).isEmpty();
  }

  @Test
  void differenceCountsAgainstTheLargestMagnitude() {
    assertTrue(agree(new float[] {100, 0.9f}, new float[] {100, 0}));
    assertEquals(false, agree(new float[] {100, 1.1f}, new float[] {100, 0}));
  }

  @Test
  void valuesThatAreNoNumbersNeverAgree() {
    assertEquals(false, agree(new float[] {1, Float.NaN}, new float[] {1, 2}));
    assertEquals(false, agree(new float[] {1, 2}, new float[] {1, Float.NaN}));
    assertEquals(false, agree(new float[] {Float.NaN}, new float[] {Float.NaN}));
    assertEquals(false, agree(new float[] {1}, new float[] {Float.POSITIVE_INFINITY}));
  }

  @Test
  void nothingButZerosAndMissingValuesProveNothing() {
    assertEquals(false, agree(new float[2], new float[2]));
    assertEquals(false, agree(new float[0], new float[0]));
    assertEquals(false, agree(new float[] {1}, new float[] {1, 1}));
  }
}
