package dev.alq.nn;

import static dev.alq.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Counts of right answers against sorting. */
class ClassificationMetricsTest {

  private static final long SEED = 47;

  @Test
  void countsAreThoseOfSortedLogits() {
    int rows = 500;
    int classes = 12;
    float[] z = Numbers.random(SEED, rows * classes);
    for (int i = 0; i < z.length; i++) {
      z[i] = Math.round(4 * z[i]);
    }
    int[] labels = IntStream.range(0, rows).map(n -> n * 7 % classes).toArray();
    ClassificationMetrics metrics = new ClassificationMetrics(classes);
    Tensor logits = Tensor.of(Shape.of(rows, classes), z);
    metrics.add(logits, labels);
    int right = 0;
    int inFive = 0;
    long[][] confusion = new long[classes][classes];
    for (int n = 0; n < rows; n++) {
      int start = n * classes;
      List<Integer> sorted =
          IntStream.range(0, classes)
              .boxed()
              .sorted(Comparator.comparingDouble(j -> -z[start + j]))
              .toList();
      right += sorted.getFirst() == labels[n] ? 1 : 0;
      inFive += sorted.subList(0, 5).contains(labels[n]) ? 1 : 0;
      confusion[labels[n]][sorted.getFirst()]++;
    }
    assertEquals(rows, metrics.examples());
    assertEquals(right, metrics.right(), "seed " + SEED);
    assertEquals(right, ClassificationMetrics.countRight(logits, labels, classes), "seed " + SEED);
    assertEquals(100.0 * right / rows, metrics.top1(), 1e-12, "seed " + SEED);
    assertEquals(100.0 * inFive / rows, metrics.top5(), 1e-12, "seed " + SEED);
    assertTrue(Arrays.deepEquals(confusion, metrics.confusion()));
  }

  @Test
  void whatIsNoNumberIsNeverRight() {
    ClassificationMetrics metrics = new ClassificationMetrics(3);
    float nan = Float.NaN;
    Tensor logits = Tensor.of(Shape.of(3, 3), nan, nan, nan, nan, 1, 2, 3, nan, 1);
    metrics.add(logits, new int[] {0, 0, 0});
    assertEquals(0, metrics.right());
    assertEquals(0, metrics.top1());
    assertArrayEquals(new long[] {0, 2, 1}, metrics.confusion()[0]);
  }

  @Test
  void theMatrixSaysRightWhereTheCountsDo() {
    float nan = Float.NaN;
    ClassificationMetrics one = new ClassificationMetrics(3);
    one.add(Tensor.of(Shape.of(1, 3), 1, nan, 2), new int[] {2});
    assertArrayEquals(new long[] {0, 1, 0}, one.confusion()[2]);
    int rows = 300;
    int classes = 4;
    float[] z = Numbers.random(SEED, rows * classes);
    for (int i = 0; i < z.length; i++) {
      z[i] = z[i] > 0.7f ? nan : Math.round(2 * z[i]);
    }
    int[] labels = IntStream.range(0, rows).map(n -> n % classes).toArray();
    ClassificationMetrics metrics = new ClassificationMetrics(classes);
    Tensor logits = Tensor.of(Shape.of(rows, classes), z);
    metrics.add(logits, labels);
    assertEquals(metrics.right(), ClassificationMetrics.countRight(logits, labels, classes));
    long[][] confusion = metrics.confusion();
    long diagonal = IntStream.range(0, classes).mapToLong(c -> confusion[c][c]).sum();
    assertEquals(metrics.right(), diagonal, "seed " + SEED);
    long all = Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    assertEquals(rows, all, "seed " + SEED);
  }

  @Test
  void batchesAddUp() {
    ClassificationMetrics metrics = new ClassificationMetrics(3);
    assertTrue(Double.isNaN(metrics.top1()) && Double.isNaN(metrics.top5()));
    metrics.add(Tensor.of(Shape.of(1, 3), 1, 2, 3), new int[] {2});
    metrics.add(Tensor.of(Shape.of(2, 3), 1, 2, 3, 3, 2, 1), new int[] {0, 0});
    assertEquals(3, metrics.examples());
    assertEquals(200.0 / 3, metrics.top1(), 1e-12);
    assertEquals(100, metrics.top5());
    metrics.confusion()[0][0] = 9;
    assertArrayEquals(new long[] {1, 0, 1}, metrics.confusion()[0]);
  }

  @Test
  void anAnswerThatIsNoNumberIsWrong() {
    ClassificationMetrics metrics = new ClassificationMetrics(7);
    float[] z = new float[7];
    Arrays.fill(z, Float.NaN);
    metrics.add(Tensor.of(Shape.of(1, 7), z), new int[] {6});
    assertEquals(0, metrics.top1());
    assertEquals(0, metrics.top5());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ClassificationMetrics metrics = new ClassificationMetrics(4);
    Tensor logits = Tensor.zeros(Shape.of(2, 4));
    assertRefused(() -> metrics.add(logits, new int[3]), "[2, 4]", "3 labels");
    assertRefused(() -> metrics.add(Tensor.zeros(Shape.of(2, 5)), new int[2]), "[2, 5]", "4");
    assertRefused(() -> metrics.add(Tensor.zeros(Shape.of(8)), new int[2]), "[8]");
    assertRefused(() -> metrics.add(logits, new int[] {0, 4}), "label 4", "4 classes");
    assertRefused(() -> metrics.add(logits, new int[] {0, -1}), "label -1", "4 classes");
    assertEquals(0, metrics.examples());
    assertRefused(
        () -> ClassificationMetrics.countRight(logits, new int[3], 4), "[2, 4]", "3 labels");
    assertRefused(
        () -> ClassificationMetrics.countRight(Tensor.zeros(Shape.of(2, 5)), new int[2], 4),
        "[2, 5]",
        "4");
    assertRefused(
        () -> ClassificationMetrics.countRight(logits, new int[] {4, 0}, 4),
        "label 4",
        "4 classes");
  }
}
