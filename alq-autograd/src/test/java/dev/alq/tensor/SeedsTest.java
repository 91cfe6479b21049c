package dev.alq.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Randomness as a function; the JDK's own SplitMix64 is the oracle. */
class SeedsTest {

  private static final long SEED = 41;

  private static long mixed(long seed) {
    return new SplittableRandom(seed).nextLong();
  }

  @Test
  void derivingIsMixingAlongThePath() {
    for (long seed : new long[] {0, 1, -1, SEED, Long.MIN_VALUE}) {
      assertEquals(mixed(seed), Seeds.derive(seed));
      long epoch = mixed(mixed(mixed(seed)) ^ mixed(3));
      assertEquals(epoch, Seeds.derive(seed, 3));
      assertEquals(mixed(mixed(epoch) ^ mixed(-7)), Seeds.derive(seed, 3, -7));
    }
  }

  /** Small numbers, as seeds and epochs are, in all roles: none may stand for another. */
  @Test
  void seedsAndPathsThatDifferGiveSeedsThatDiffer() {
    Set<Long> seeds = new HashSet<>();
    int count = 0;
    for (long seed = 0; seed < 40; seed++) {
      seeds.add(Seeds.derive(seed));
      count++;
      for (long epoch = 0; epoch < 40; epoch++) {
        seeds.add(Seeds.derive(seed, epoch));
        seeds.add(Seeds.derive(seed, epoch, 0));
        seeds.add(Seeds.derive(seed, 0, epoch, 1));
        seeds.add(Seeds.derive(seed, "name" + epoch));
        count += 4;
      }
    }
    assertEquals(count, seeds.size());
  }

  @Test
  void seedAndStepDoNotCommuteOrCancel() {
    assertNotEquals(Seeds.derive(3, 5), Seeds.derive(5, 3));
    assertNotEquals(Seeds.derive(1, 1), Seeds.derive(2, 2));
    assertNotEquals(Seeds.derive(SEED, 1, 2), Seeds.derive(SEED, 2, 1));
  }

  @Test
  void aDerivedSeedDiffersInAboutHalfOfItsBits() {
    double bits = 0;
    int pairs = 1000;
    for (long i = 0; i < pairs; i++) {
      bits += Long.bitCount(Seeds.derive(SEED, i) ^ Seeds.derive(SEED, i + 1));
    }
    double deviation = Math.sqrt(64 * 0.25 / pairs);
    assertEquals(32, bits / pairs, 6 * deviation, "seed " + SEED);
  }

  @Test
  void aGeneratorIsThatOfTheDerivedSeed() {
    long expected = new SplittableRandom(Seeds.derive(SEED, 1, 2)).nextLong();
    assertEquals(expected, Seeds.generator(SEED, 1, 2).nextLong());
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    for (int length : new int[] {0, 1, 2, 3, 10, 1000}) {
      int[] sorted = Seeds.permutation(length, SEED, length);
      Arrays.sort(sorted);
      assertArrayEquals(IntStream.range(0, length).toArray(), sorted, "seed " + SEED);
    }
  }

  @Test
  void permutationsDependOnSeedAndPathAlone() {
    int[] order = Seeds.permutation(100, SEED, 5);
    assertArrayEquals(order, Seeds.permutation(100, SEED, 5));
    assertFalse(Arrays.equals(order, Seeds.permutation(100, SEED, 6)));
    assertFalse(Arrays.equals(order, Seeds.permutation(100, SEED + 1, 5)));
  }

  @Test
  void everyOrderOfThreeIsAboutEquallyLikely() {
    int draws = 6000;
    int[] counts = new int[27];
    for (int i = 0; i < draws; i++) {
      int[] order = Seeds.permutation(3, SEED, i);
      counts[9 * order[0] + 3 * order[1] + order[2]]++;
    }
    int[] seen = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(6, seen.length);
    double deviation = Math.sqrt(draws / 6.0 * 5 / 6);
    for (int count : seen) {
      assertTrue(Math.abs(count - draws / 6.0) < 5 * deviation, count + " seed " + SEED);
    }
  }

  /** Values that must never change, or no recorded run could be repeated. */
  @Test
  void theSequenceIsFixedForEver() {
    assertEquals(-2_152_535_657_050_944_081L, Seeds.derive(0));
    assertEquals(2_793_323_015_175_244_253L, Seeds.derive(42, 1, 2, 3));
    assertEquals(-5_722_850_979_339_190_889L, Seeds.derive(42, "conv1.weight"));
    int[] order = {4, 6, 3, 9, 7, 1, 2, 8, 5, 0};
    assertArrayEquals(order, Seeds.permutation(10, 42, 7));
  }
}
