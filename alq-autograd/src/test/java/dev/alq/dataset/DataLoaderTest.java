package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataLoaderTest {

  private static final long SEED = 20260101;

  private static List<Integer> indices(Epoch epoch) {
    List<Integer> indices = new ArrayList<>();
    try (epoch) {
      while (epoch.hasNext()) {
        Batch batch = epoch.next();
        for (int i = 0; i < batch.size(); i++) {
          int index = (int) batch.images().data()[4 * i + Numbered.INDEX];
          assertEquals(index % 2, batch.labels()[i], "label of image " + index);
          indices.add(index);
        }
      }
    }
    return indices;
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 1", "7, 2", "7, 7", "7, 8", "7, 6", "100, 9", "1000, 128", "12, 3"})
  void everyImageComesOncePerEpoch(int size, int batchSize) {
    DataLoader loader = new DataLoader(new Numbered(size), batchSize, SEED);
    List<Integer> all = IntStream.range(0, size).boxed().toList();
    assertEquals(all, indices(loader.inOrder()));
    for (int epoch = 0; epoch < 3; epoch++) {
      assertEquals(all, indices(loader.shuffled(epoch)).stream().sorted().toList(), "seed " + SEED);
    }
  }

  /** Batch normalisation cannot learn from one. */
  @Test
  void aSingleImageThatIsLeftJoinsTheLastBatchOfAShuffledEpoch() {
    DataLoader loader = new DataLoader(new Numbered(9), 4, SEED);
    assertEquals(2, loader.batches());
    assertEquals(List.of(4, 5), sizes(loader.shuffled(0)));
    assertEquals(List.of(5), sizes(loader.shuffled(0, 1)));
    assertEquals(List.of(4, 4, 1), sizes(loader.inOrder()));
    assertEquals(List.of(1), sizes(new DataLoader(new Numbered(1), 4, SEED).shuffled(0)));
    assertEquals(List.of(1, 1), sizes(new DataLoader(new Numbered(2), 1, SEED).shuffled(0)));
  }

  private static List<Integer> sizes(Epoch epoch) {
    List<Integer> sizes = new ArrayList<>();
    try (epoch) {
      epoch.forEachRemaining(batch -> sizes.add(batch.size()));
    }
    return sizes;
  }

  @Test
  void theOrderIsAFunctionOfSeedAndEpoch() {
    Numbered data = new Numbered(50);
    DataLoader loader = new DataLoader(data, 8, SEED);
    List<Integer> later = indices(loader.shuffled(5));
    List<Integer> first = indices(loader.shuffled(0));
    assertEquals(later, indices(new DataLoader(data, 16, SEED).shuffled(5)));
    assertNotEquals(first, later);
    assertNotEquals(first, indices(new DataLoader(data, 8, SEED + 1).shuffled(0)));
  }

  @Test
  void anEpochCanBeTakenUpAtAnyBatch() {
    DataLoader loader = new DataLoader(new Numbered(10), 4, SEED);
    List<Integer> whole = indices(loader.shuffled(2));
    for (int first = 0; first <= 3; first++) {
      List<Integer> rest = whole.subList(Math.min(10, 4 * first), 10);
      assertEquals(rest, indices(loader.shuffled(2, first)), "from batch " + first);
    }
    assertThrows(IllegalArgumentException.class, () -> loader.shuffled(2, 4));
    assertThrows(IllegalArgumentException.class, () -> loader.shuffled(2, -1));
  }

  @Test
  void drawsAreFunctionsOfSeedEpochAndIndex() {
    DataLoader loader = new DataLoader(new Numbered(20), 6, SEED);
    try (Epoch epoch = loader.shuffled(3)) {
      epoch.forEachRemaining(batch -> assertDraws(batch, 3));
    }
    try (Epoch epoch = loader.inOrder()) {
      epoch.forEachRemaining(batch -> assertDraws(batch, -1));
    }
  }

  private static void assertDraws(Batch batch, int epoch) {
    float[] data = batch.images().data();
    for (int i = 0; i < batch.size(); i++) {
      int index = (int) data[4 * i + Numbered.INDEX];
      long draw = Seeds.derive(SEED, epoch, index);
      assertEquals(Numbered.high(draw), data[4 * i + Numbered.DRAW_HIGH]);
      assertEquals(Numbered.low(draw), data[4 * i + Numbered.DRAW_LOW]);
    }
  }

  @Test
  void theLastBatchHasWhatIsLeft() {
    DataLoader loader = new DataLoader(new Numbered(10), 4, SEED);
    assertEquals(3, loader.batches());
    List<Shape> shapes = new ArrayList<>();
    try (Epoch epoch = loader.inOrder()) {
      epoch.forEachRemaining(batch -> shapes.add(batch.images().shape()));
    }
    Shape full = Shape.of(4, 1, 2, 2);
    assertEquals(List.of(full, full, Shape.of(2, 1, 2, 2)), shapes);
  }

  @Test
  void aBatchStaysAsItIsUntilTheNextOne() throws InterruptedException {
    try (Epoch epoch = new DataLoader(new Numbered(64), 4, SEED).inOrder()) {
      Batch batch = epoch.next();
      float[] seen = batch.images().data().clone();
      Thread.sleep(50); // time enough for the reader to spoil it if it were to
      assertArrayEquals(seen, batch.images().data());
    }
  }

  @Test
  void memoryIsUsedAgain() {
    DataLoader loader = new DataLoader(new Numbered(400), 4, SEED);
    try (Epoch epoch = loader.inOrder()) {
      List<float[]> arrays = new ArrayList<>();
      epoch.forEachRemaining(batch -> arrays.add(batch.images().data()));
      long different = arrays.stream().distinct().count();
      assertTrue(different <= 3, different + " arrays");
    }
  }

  @Test
  void anEmptyDataSetHasNoBatch() {
    DataLoader loader = new DataLoader(new Numbered(0), 4, SEED);
    assertEquals(0, loader.batches());
    assertEquals(List.of(), indices(loader.inOrder()));
    assertEquals(List.of(), indices(loader.shuffled(0)));
  }

  @Test
  void argumentsAreChecked() {
    Numbered data = new Numbered(3);
    assertThrows(IllegalArgumentException.class, () -> new DataLoader(data, 0, SEED));
    assertThrows(IllegalArgumentException.class, () -> new DataLoader(data, 1 << 30, SEED));
    DataLoader loader = new DataLoader(data, 2, SEED);
    assertThrows(IllegalArgumentException.class, () -> loader.shuffled(-1));
  }
}
