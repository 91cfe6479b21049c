package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTest {

  private static final long SEED = 7;
  private static final Numbered DATA = new Numbered(100);

  private static List<Integer> indices(Subset subset) {
    return IntStream.range(0, subset.size()).map(subset::indexInWhole).boxed().toList();
  }

  @Test
  void thePartsShareNoImageAndCoverAll() {
    Split split = Split.of(DATA, 80, 20, SEED);
    assertEquals(80, split.train().size());
    assertEquals(20, split.validation().size());
    Set<Integer> all = new HashSet<>(indices(split.train()));
    all.addAll(indices(split.validation()));
    assertEquals(100, all.size(), "seed " + SEED);
  }

  @Test
  void theValidationPartDoesNotDependOnTheOther() {
    List<Integer> validation = indices(Split.of(DATA, 80, 20, SEED).validation());
    assertEquals(validation, indices(Split.of(DATA, 10, 20, SEED).validation()));
    assertNotEquals(validation, indices(Split.of(DATA, 80, 20, SEED + 1).validation()));
    assertEquals(validation.stream().sorted().toList(), validation);
  }

  @Test
  void impossibleSizesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Split.of(DATA, 81, 20, SEED));
    assertThrows(IllegalArgumentException.class, () -> Split.of(DATA, -1, 20, SEED));
    assertThrows(IllegalArgumentException.class, () -> Split.of(DATA, 1, -20, SEED));
    assertThrows(IllegalArgumentException.class, () -> Split.of(DATA, Integer.MAX_VALUE, 20, SEED));
  }

  @Test
  void aSubsetShowsTheImagesOfTheWhole() {
    int[] chosen = {5, 2, 99};
    Subset subset = new Subset(DATA, chosen);
    chosen[0] = 6;
    assertEquals(3, subset.size());
    assertEquals(1, subset.label(0));
    float[] fromSubset = new float[5];
    float[] fromWhole = new float[5];
    subset.image(2, 11, fromSubset, 1);
    DATA.image(99, 11, fromWhole, 1);
    assertArrayEquals(fromWhole, fromSubset);
    assertEquals(DATA.classNames(), subset.classNames());
    assertEquals(DATA.imageShape(), subset.imageShape());
  }

  @Test
  void aSubsetHasNoOtherImages() {
    assertThrows(IndexOutOfBoundsException.class, () -> new Subset(DATA, 100));
    assertThrows(IndexOutOfBoundsException.class, () -> new Subset(DATA, -1));
    Subset subset = new Subset(DATA, 1, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> subset.label(2));
    assertThrows(IndexOutOfBoundsException.class, () -> subset.image(-1, 0, new float[4], 0));
  }

  @Test
  void theHashTellsChoicesApart() {
    String hash = new Subset(DATA, 1, 2).contentHash();
    assertEquals(64, hash.length());
    assertEquals(hash, new Subset(DATA, 1, 2).contentHash());
    assertNotEquals(hash, new Subset(DATA, 2, 1).contentHash());
    assertNotEquals(hash, new Subset(new Numbered(101), 1, 2).contentHash());
  }
}
