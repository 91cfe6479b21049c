package dev.alq.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BroadcastTest {

  /** One float would have become 40163.8 here, and stop growing sooner or later. */
  @Test
  void gradientsOfATermRepeatedManyTimesAddUpExactly() {
    int rows = 401_408;
    Tensor source = Tensor.zeros(Shape.of(rows, 2));
    Arrays.fill(source.data(), 0.1f);
    Tensor target = Tensor.zeros(Shape.of(2));
    Broadcast.sumTo(source, target);
    float exact = (float) (rows * (double) 0.1f);
    for (int c = 0; c < 2; c++) {
      assertEquals(exact, target.data()[c], Math.ulp(exact), "element " + c);
    }
  }

  @Test
  void repeatedAxesAreSummedAndWhatWasThereIsOverwritten() {
    Tensor source = Tensor.of(Shape.of(2, 3, 4), Numbers.random(5, 24));
    Tensor target = Tensor.of(Shape.of(3, 1), new float[] {7, 8, 9});
    Broadcast.sumTo(source, target);
    for (int j = 0; j < 3; j++) {
      double sum = 0;
      double magnitudes = 0;
      for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 4; k++) {
          sum += source.data()[(i * 3 + j) * 4 + k];
          magnitudes += Math.abs(source.data()[(i * 3 + j) * 4 + k]);
        }
      }
      assertEquals(sum, target.data()[j], magnitudes * Math.ulp(1f), "row " + j);
    }
  }
}
