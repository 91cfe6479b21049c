package dev.alq.examples.reproduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.kernel.Engine;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.Sketch;
import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GroupSizeStudyTest {

  private static final Engine ENGINE = Engine.start(1);
  private static final long SEED = 7;

  @AfterAll
  static void stop() {
    ENGINE.close();
  }

  private static Tensor weights(int... dimensions) {
    Tensor weights = Tensor.zeros(Shape.of(dimensions));
    SplittableRandom random = new SplittableRandom(SEED);
    for (int k = 0; k < weights.size(); k++) {
      weights.data()[k] = (float) (0.05 * random.nextGaussian());
    }
    return weights;
  }

  /** One weight in a group is met exactly, so that nothing is left to draw of such groups. */
  @Test
  void groupsWithoutPointsHaveNoCurve() {
    GroupSizeStudy study = GroupSizeStudy.of(weights(32, 1, 1, 16), SEED, ENGINE);
    assertTrue(study.pairs().stream().anyMatch(pair -> pair.sliced().points().isEmpty()));
    assertTrue(ReproductionPlots.groupSizes(study).getSeriesMap().size() >= 2);
  }

  /** Algorithm 1 for one group in double, with its own elimination: ‖ε‖² after each basis. */
  private static double[] sketch(double[] w, int bases) {
    int n = w.length;
    double[][] signs = new double[bases][n];
    double[] errors = new double[bases];
    double[] residual = w.clone();
    for (int i = 0; i < bases; i++) {
      for (int j = 0; j < n; j++) {
        signs[i][j] = residual[j] >= 0 ? 1 : -1;
      }
      double[][] system = new double[i + 1][i + 2];
      for (int a = 0; a <= i; a++) {
        for (int j = 0; j < n; j++) {
          for (int b = 0; b <= i; b++) {
            system[a][b] += signs[a][j] * signs[b][j];
          }
          system[a][i + 1] += signs[a][j] * w[j];
        }
      }
      double[] alpha = solve(system);
      for (int j = 0; j < n; j++) {
        residual[j] = w[j];
        for (int a = 0; a <= i; a++) {
          residual[j] -= alpha[a] * signs[a][j];
        }
      }
      errors[i] = Arrays.stream(residual).map(e -> e * e).sum();
    }
    return errors;
  }

  /** Gauss and Jordan, with the largest pivot. */
  private static double[] solve(double[][] rows) {
    int n = rows.length;
    for (int p = 0; p < n; p++) {
      int column = p;
      int best =
          IntStream.range(p, n)
              .reduce((a, b) -> Math.abs(rows[b][column]) > Math.abs(rows[a][column]) ? b : a)
              .orElseThrow();
      double[] pivot = rows[best];
      rows[best] = rows[p];
      rows[p] = pivot;
      for (int r = 0; r < n; r++) {
        double factor = r == p ? 0 : rows[r][p] / pivot[p];
        for (int c = p; c <= n; c++) {
          rows[r][c] -= factor * pivot[c];
        }
      }
    }
    return IntStream.range(0, n).mapToDouble(r -> rows[r][n] / rows[r][r]).toArray();
  }

  @Test
  void aPointIsWhatASketchInDoubleLosesAndEquation26Counts() {
    Tensor weights = weights(4, 3, 3, 16);
    for (Slicing.Cut cut : Slicing.along(weights.shape())) {
      int n = cut.size();
      int[] order = cut.slicing().order(weights.shape(), n, SEED);
      GroupSizeCurve curve = GroupSizeCurve.of(weights, cut, 4, SEED, ENGINE);
      double[] errors = new double[Math.min(4, n)];
      for (int g = 0; g < order.length / n; g++) {
        int first = g * n;
        double[] group =
            IntStream.range(0, n).mapToDouble(j -> weights.data()[order[first + j]]).toArray();
        double[] ofGroup = sketch(group, errors.length);
        Arrays.setAll(errors, i -> errors[i] + ofGroup[i]);
      }
      for (int i = 0; i < curve.points().size(); i++) {
        GroupSizeCurve.Point point = curve.points().get(i);
        assertEquals(i + 1, point.bitwidth());
        // r_s = N·32 / (I·N + I·32·N/n)
        assertEquals((i + 1) * (1 / 32.0 + 1.0 / n), point.inverseRate(), 1e-12);
        double error = errors[i] / weights.size();
        assertEquals(error, point.meanSquaredError(), 1e-4 * error, cut + ", seed " + SEED);
      }
      double square = square(weights);
      long inexact = Arrays.stream(errors).filter(e -> e > 1e-13 * square).count();
      assertEquals(inexact, curve.points().size(), cut + ", seed " + SEED);
    }
  }

  private static double square(Tensor weights) {
    return IntStream.range(0, weights.size())
        .mapToDouble(k -> Math.pow(weights.data()[k], 2))
        .sum();
  }

  @Test
  void cutsAreThoseOfTheGroupings() {
    Tensor weights = weights(6, 3, 3, 16);
    List<Grouping> groupings =
        List.of(new Grouping.Kernelwise(), new Grouping.Pixelwise(), new Grouping.Channelwise());
    List<Slicing.Cut> cuts =
        List.of(
            new Slicing.Cut(Slicing.KERNELWISE, 9),
            new Slicing.Cut(Slicing.PIXELWISE, 16),
            new Slicing.Cut(Slicing.CHANNELWISE, 144));
    assertTrue(Slicing.along(weights.shape()).containsAll(cuts));
    for (int k = 0; k < cuts.size(); k++) {
      MultiBitTensor sketched = new Sketch(3, 0).apply(weights, groupings.get(k), ENGINE);
      float[] values = new float[weights.size()];
      sketched.reconstruct(values);
      double error =
          IntStream.range(0, values.length)
              .mapToDouble(j -> Math.pow((double) weights.data()[j] - values[j], 2))
              .average()
              .orElseThrow();
      GroupSizeCurve curve = GroupSizeCurve.of(weights, cuts.get(k), 3, SEED, ENGINE);
      assertEquals(error, curve.points().getLast().meanSquaredError(), 1e-15);
    }
  }

  @Test
  void everyCutTakesEachWeightOnceAndGroupsAreWhatTheirNamesSay() {
    Shape shape = Shape.of(4, 3, 3, 16);
    for (Slicing.Cut cut : Slicing.along(shape)) {
      for (Slicing slicing : List.of(cut.slicing(), Slicing.RANDOM)) {
        int[] sorted = slicing.order(shape, cut.size(), SEED);
        Arrays.sort(sorted);
        assertArrayEquals(IntStream.range(0, shape.size()).toArray(), sorted);
      }
    }
    // The second kernel of the first output channel: channel 1 at all nine positions.
    int[] kernels = Slicing.KERNELWISE.order(shape, 9, SEED);
    assertArrayEquals(
        IntStream.range(0, 9).map(p -> p * 16 + 1).toArray(), Arrays.copyOfRange(kernels, 9, 18));
    assertThrows(
        IllegalArgumentException.class, () -> Slicing.PIXELWISE.order(Shape.of(2, 3), 2, SEED));
    assertThrows(IllegalArgumentException.class, () -> Slicing.PIXELWISE.order(shape, 7, SEED));
  }

  @Test
  void onWeightsWithoutStructureOnlyTheSizeMatters() {
    GroupSizeStudy study = GroupSizeStudy.of(weights(16, 3, 3, 64), SEED, ENGINE);
    assertTrue(study.slicingGap() < 0.05, () -> study.slicingGap() + ", seed " + SEED);
    List<GroupSizeStudy.SizeGap> gaps = study.sizeGaps();
    assertEquals(2, gaps.size(), "groups of 8 begin beyond the first storage");
    for (GroupSizeStudy.SizeGap gap : gaps) {
      assertTrue(gap.gap() > 10 * study.slicingGap(), gap + ", seed " + SEED);
      assertEquals(8, gap.worstSize(), gap.toString());
    }
  }

  @Test
  void whereTheOrderCarriesTheScaleSlicingIsSeen() {
    Tensor weights = weights(16, 3, 3, 32);
    for (int k = 0; k < weights.size(); k++) {
      weights.data()[k] *= 1 + k / (9 * 32); // each output channel has a scale of its own
    }
    GroupSizeStudy study = GroupSizeStudy.of(weights, SEED, ENGINE);
    assertTrue(study.slicingGap() > 0.1, () -> study.slicingGap() + ", seed " + SEED);
  }

  @Test
  void errorsBetweenPointsLieOnStraightLines() {
    GroupSizeCurve curve =
        new GroupSizeCurve(
            new Slicing.Cut(Slicing.PIXELWISE, 32),
            List.of(
                new GroupSizeCurve.Point(1, 0.1, 1e-2),
                new GroupSizeCurve.Point(2, 0.2, 1e-3),
                new GroupSizeCurve.Point(3, 0.3, 1e-6)));
    assertEquals(-2.5, curve.logErrorAt(0.15), 1e-12);
    assertEquals(-4.5, curve.logErrorAt(0.25), 1e-12);
    assertEquals(-6, curve.logErrorAt(0.3), 1e-12);
    assertTrue(curve.spans(0.3) && !curve.spans(0.31) && !curve.spans(0.09));
    assertThrows(IllegalArgumentException.class, () -> curve.logErrorAt(0.31));
  }
}
