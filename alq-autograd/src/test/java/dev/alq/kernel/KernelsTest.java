package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kernel of every set against double-precision loops, and the sets against each other. */
class KernelsTest {

  private static final long SEED = 20_200_614;

  static Stream<String> names() {
    return KernelCases.all().keySet().stream();
  }

  /** Around one vector, around powers of two, and a large one. */
  private static int[] sizes(Kernels kernels) {
    int w = kernels.tileColumns() / 2;
    return IntStream.of(0, 1, w - 1, w, w + 1, 2 * w, 31, 33, 63, 64, 65, 127, 128, 129, 1000)
        .distinct()
        .toArray();
  }

  @Test
  void everyKernelOfTheInterfacesIsTested() {
    Set<String> kernels =
        Stream.of(
                Kernels.class,
                WinogradKernels.class,
                GroupKernels.class,
                ActivationKernels.class,
                BitKernels.class,
                RectifiedKernels.class)
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(m -> !m.isSynthetic())
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(
        kernels.removeAll(Set.of("name", "tileRows", "tileColumns", "computesParts", "partRows")));
    assertTrue(
        kernels.removeAll(
            Set.of("winograd", "groups", "activations", "bits", "rectified", "lanes")));
    assertTrue(kernels.removeAll(Set.of("scratchSize", "fewestChannels")));
    Set<String> tested =
        KernelCases.all().keySet().stream()
            .map(KernelCases::method)
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(tested, kernels);
  }

  @Test
  void theSetsSayWhatTheyAre() {
    Numbers.sets()
        .forEach(kernels -> {
          assertTrue(kernels.name().matches("scalar|vector-\\d+"), kernels.name());
          assertTrue(kernels.tileRows() >= 1 && kernels.tileColumns() >= 1, kernels.name());
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void kernelsFollowTheOracle(String name) {
    Numbers.sets()
        .forEach(kernels -> {
          for (int size : sizes(kernels)) {
            String what = kernels.name() + " " + name + "(" + size + ") seed " + SEED;
            KernelCase test = KernelCases.make(name, kernels, size, SEED);
            Outcome outcome = test.call().run();
            test.expected().check(outcome.values(), test.roundings(), what);
            assertArrayEquals(test.winners(), outcome.winners(), what);
          }
        });
  }

  /** All but tiles and panels, whose extents are the sets' own: GemmTest compares products. */
  static Stream<String> namesOfEqualExtents() {
    Set<String> panels = Set.of("addTerms", "fillRow", "maximumOfLanes", "encodeRows");
    return names().filter(name -> !name.startsWith("tile") && !panels.contains(name));
  }

  @ParameterizedTest
  @MethodSource("namesOfEqualExtents")
  void setsDifferByRoundingAtMost(String name) {
    Kernels chosen = KernelChoice.kernels();
    for (int size : sizes(chosen)) {
      String what = name + "(" + size + ") seed " + SEED;
      KernelCase test = KernelCases.make(name, chosen, size, SEED);
      Outcome one = test.call().run();
      Outcome other = KernelCases.make(name, KernelChoice.scalar(), size, SEED).call().run();
      assertArrayEquals(other.winners(), one.winners(), what);
      if (KernelCases.sameBitsOnAllSets(name)) {
        assertArrayEquals(other.values(), one.values(), what);
      } else {
        double[] scalar = Numbers.doubles(other.values());
        new Expected(scalar, test.expected().magnitudes())
            .check(one.values(), 2 * test.roundings(), what);
      }
    }
  }

  /** NaN, both zeros and infinities at every lane of a vector and in the remainder. */
  private static float[] specialValues(int size) {
    float[] values = {
      Float.NaN, -0f, 0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1, -1, Float.MIN_VALUE
    };
    float[] result = new float[size];
    for (int i = 0; i < size; i++) {
      result[i] = values[(i + i / values.length) % values.length];
    }
    return result;
  }

  @Test
  void reluOfSpecialValuesIsThatOfMath() {
    int size = 150;
    float[] x = specialValues(size);
    Numbers.sets()
        .forEach(kernels -> {
          float[] y = new float[size];
          kernels.relu(x, y, 0, size);
          float[] dx = new float[size];
          kernels.reluGradient(y, x, dx, 0, size);
          for (int i = 0; i < size; i++) {
            String what = kernels.name() + " relu(" + x[i] + ") at " + i;
            assertEquals(Math.max(x[i], 0), y[i], what);
            assertEquals(x[i] > 0 ? x[i] : 0f, dx[i], what);
          }
        });
  }

  @Test
  void maximumTakesTheFirstOfEqualAndLosesNoNaN() {
    int channels = 150;
    float[] x = Arrays.copyOf(specialValues(channels), 3 * channels);
    System.arraycopy(specialValues(channels + 1), 1, x, channels, channels);
    System.arraycopy(specialValues(channels + 3), 3, x, 2 * channels, channels);
    int[] starts = {0, channels, 2 * channels};
    Numbers.sets()
        .forEach(kernels -> {
          float[] y = new float[channels];
          int[] winner = new int[channels];
          kernels.maximum(x, starts, 3, channels, y, winner, 0);
          for (int c = 0; c < channels; c++) {
            float largest = Math.max(Math.max(x[c], x[channels + c]), x[2 * channels + c]) + 0f;
            String what = kernels.name() + " channel " + c;
            assertEquals(largest, y[c] + 0f, what);
            assertEquals(largest, x[winner[c] * channels + c] + 0f, what);
            for (int w = 0; w < winner[c] && !Float.isNaN(largest); w++) {
              assertTrue(x[w * channels + c] < largest, what);
            }
            for (int w = winner[c] + 1; w < 3; w++) {
              assertFalse(Float.isNaN(x[w * channels + c]), what);
            }
          }
          float[] rectified = new float[channels];
          int[] passing = new int[channels];
          kernels.rectified().maximumRelu(x, starts, 3, channels, rectified, passing, 0);
          for (int c = 0; c < channels; c++) {
            String what = kernels.name() + " rectified, channel " + c;
            assertEquals(Math.max(y[c], 0f), rectified[c], what);
            assertEquals(y[c] > 0 ? winner[c] : Kernels.NOBODY, passing[c], what);
          }
        });
  }

  @Test
  void sumsAndScaledRowsMayReplaceTheirOperand() {
    int size = 101;
    float[] x = Numbers.random(SEED, size);
    float[] y = Numbers.random(SEED + 1, size);
    float[] shift = Numbers.random(SEED + 2, size);
    Numbers.sets()
        .forEach(kernels -> {
          float[] apart = new float[size];
          kernels.add(x, y, apart, 0, size);
          float[] first = x.clone();
          kernels.add(first, y, first, 0, size);
          assertArrayEquals(apart, first, kernels.name());
          float[] second = y.clone();
          kernels.add(x, second, second, 0, size);
          assertArrayEquals(apart, second, kernels.name());
          kernels.scaleShift(x, apart, 0, 1, y, shift);
          float[] same = x.clone();
          kernels.scaleShift(same, same, 0, 1, y, shift);
          assertArrayEquals(apart, same, kernels.name());
        });
  }
}
