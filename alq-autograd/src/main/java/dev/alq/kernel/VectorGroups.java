package dev.alq.kernel;

import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link GroupKernels} on the Vector API, elements in lanes. Tables of up to four vectors stay in
 * registers, where each lane picks its own entry. The last vector of a group overlaps the one
 * before if elements are left over; groups smaller than a vector go to the scalar twin.
 *
 * <p>With up to {@value #FEW_BITS} bases, sums by signs turn the signs of floats in their lanes;
 * that takes a step per pair of bases, so beyond it adding up by code is quicker.
 */
final class VectorGroups implements GroupKernels {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /** As many bytes as there are lanes of floats; not used where that is no vector. */
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));

  /** Codes of a lane group must fill the smallest vector of bytes. */
  private static final int FEWEST_LANES = 8;

  /** What is added in double at a time. */
  private static final VectorSpecies<Double> QUARTET = DoubleVector.SPECIES_256;

  private static final int ONE_TABLE = Integer.numberOfTrailingZeros(LANES);
  private static final int FOUR_TABLES = ONE_TABLE + 2;

  private static final int FEW_BITS = 4;

  /** Elements whose sums are kept in lanes of floats before they are added in double. */
  private static final int BLOCK = 64 * LANES;

  /** Where {@link VectorSignSums#addPairs} leaves the sum of each pair. */
  private static final int[][] PAIR = {{}, {1}, {4, 2}, {6, 5, 3}};

  /** Multiples of 1, 2, 4, …, up to what the narrowest vectors need for the most bits. */
  private static final int[][] EVERY = multiples();

  private static final IntVector COUNT = IntVector.zero(I).addIndex(1);
  private static final ScalarGroups SCALAR = new ScalarGroups();

  static boolean supported() {
    return LANES >= FEWEST_LANES;
  }

  private static int[][] multiples() {
    int[][] result = new int[(1 << Math.max(0, MAX_BITWIDTH - FOUR_TABLES)) + 1][LANES];
    for (int step = 1; step < result.length; step++) {
      for (int i = 0; i < LANES; i++) {
        result[step][i] = i * step;
      }
    }
    return result;
  }

  @Override
  public void lookUp(
      float[] values,
      int bitwidth,
      byte[] codes,
      int codesOffset,
      int count,
      float[] target,
      int targetOffset) {
    if (count < LANES || bitwidth > FOUR_TABLES) {
      SCALAR.lookUp(values, bitwidth, codes, codesOffset, count, target, targetOffset);
    } else if (bitwidth <= ONE_TABLE) {
      lookUpInOne(values, codes, codesOffset, count, target, targetOffset);
    } else {
      lookUpInFour(values, codes, codesOffset, count, target, targetOffset);
    }
  }

  private static void lookUpInOne(
      float[] values, byte[] codes, int codesOffset, int count, float[] target, int targetOffset) {
    IntVector table = FloatVector.fromArray(F, values, 0).reinterpretAsInts();
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      code.selectFrom(table).reinterpretAsFloats().intoArray(target, targetOffset + at);
    }
  }

  private static void lookUpInFour(
      float[] values, byte[] codes, int codesOffset, int count, float[] target, int targetOffset) {
    IntVector table0 = FloatVector.fromArray(F, values, 0).reinterpretAsInts();
    IntVector table1 = FloatVector.fromArray(F, values, LANES).reinterpretAsInts();
    IntVector table2 = FloatVector.fromArray(F, values, 2 * LANES).reinterpretAsInts();
    IntVector table3 = FloatVector.fromArray(F, values, 3 * LANES).reinterpretAsInts();
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      VectorMask<Integer> upper = code.compare(GE, 2 * LANES);
      code.selectFrom(table0, table1)
          .blend(code.selectFrom(table2, table3), upper)
          .reinterpretAsFloats()
          .intoArray(target, targetOffset + at);
    }
  }

  @Override
  public void rank(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] numbers,
      int numbersOffset,
      int count,
      byte[] codes,
      int codesOffset,
      int[] ranks) {
    if (count < LANES) {
      SCALAR.rank(
          thresholds,
          codeOfRank,
          bitwidth,
          numbers,
          numbersOffset,
          count,
          codes,
          codesOffset,
          ranks);
    } else if (bitwidth <= ONE_TABLE) {
      rankInOne(
          thresholds, codeOfRank, bitwidth, numbers, numbersOffset, count, codes, codesOffset);
    } else {
      int step = 1 << Math.max(0, bitwidth - FOUR_TABLES);
      rankInFour(thresholds, step, bitwidth, numbers, numbersOffset, count, ranks);
      for (int stride = step / 2; stride > 0; stride >>= 1) {
        ScalarGroups.bisect(thresholds, numbers, numbersOffset, count, ranks, stride);
      }
      if (step == 1) {
        translateInFour(codeOfRank, ranks, count, codes, codesOffset);
      } else {
        ScalarGroups.translate(codeOfRank, ranks, count, codes, codesOffset);
      }
    }
  }

  @Override
  public void rankMinima(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] point,
      float[] g,
      float[] h,
      int from,
      int count,
      byte[] codes,
      int codesOffset,
      RankScratch scratch) {
    if (count < LANES || bitwidth > ONE_TABLE) {
      float[] numbers = scratch.numbers();
      ScalarGroups.minima(point, g, h, from, count, numbers);
      rank(
          thresholds, codeOfRank, bitwidth, numbers, 0, count, codes, codesOffset, scratch.ranks());
    } else if (bitwidth <= 2) {
      VectorRefit.rankByThree(
          thresholds, codeOfRank, bitwidth, point, g, h, from, count, codes, codesOffset);
    } else {
      VectorRefit.rankByAll(
          thresholds, codeOfRank, bitwidth, point, g, h, from, count, codes, codesOffset);
    }
  }

  private static void rankInOne(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] numbers,
      int numbersOffset,
      int count,
      byte[] codes,
      int codesOffset) {
    IntVector table = FloatVector.fromArray(F, thresholds, 0).reinterpretAsInts();
    IntVector translation = IntVector.fromArray(I, codeOfRank, 0);
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      FloatVector number = FloatVector.fromArray(F, numbers, numbersOffset + at);
      IntVector rank = IntVector.zero(I);
      for (int stride = (1 << bitwidth) / 2; stride > 0; stride >>= 1) {
        FloatVector threshold = rank.add(stride - 1).selectFrom(table).reinterpretAsFloats();
        rank = rank.add(stride, number.compare(GE, threshold).cast(I));
      }
      ((ByteVector) rank.selectFrom(translation).convertShape(I2B, B, 0))
          .intoArray(codes, codesOffset + at);
    }
  }

  /** Ranks that are multiples of {@code step}, by every {@code step}-th threshold. */
  private static void rankInFour(
      float[] thresholds,
      int step,
      int bitwidth,
      float[] numbers,
      int numbersOffset,
      int count,
      int[] ranks) {
    IntVector table0 = every(step, thresholds, 0);
    IntVector table1 = every(step, thresholds, 1);
    IntVector table2 = every(step, thresholds, 2);
    IntVector table3 = every(step, thresholds, 3);
    // Fewer bits fill only the lower half of the tables.
    float middle =
        bitwidth < FOUR_TABLES ? Float.POSITIVE_INFINITY : thresholds[2 * LANES * step - 1];
    int shift = Integer.numberOfTrailingZeros(step);
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      FloatVector number = FloatVector.fromArray(F, numbers, numbersOffset + at);
      VectorMask<Integer> upper = number.compare(GE, middle).cast(I);
      IntVector rank = IntVector.zero(I);
      for (int stride = LANES; stride > 0; stride >>= 1) {
        IntVector place = rank.add(stride - 1);
        FloatVector threshold =
            place
                .selectFrom(table0, table1)
                .blend(place.selectFrom(table2, table3), upper)
                .reinterpretAsFloats();
        rank = rank.add(stride, number.compare(GE, threshold).cast(I));
      }
      rank.add(2 * LANES, upper).lanewise(LSHL, shift).intoArray(ranks, at);
    }
  }

  /** Bits of the thresholds {@code (i + 1)·step - 1} of the n-th vector. */
  private static IntVector every(int step, float[] thresholds, int n) {
    return step == 1
        ? FloatVector.fromArray(F, thresholds, n * LANES).reinterpretAsInts()
        : FloatVector.fromArray(F, thresholds, (n * LANES + 1) * step - 1, EVERY[step], 0)
            .reinterpretAsInts();
  }

  private static void translateInFour(
      int[] codeOfRank, int[] ranks, int count, byte[] codes, int codesOffset) {
    IntVector table0 = IntVector.fromArray(I, codeOfRank, 0);
    IntVector table1 = IntVector.fromArray(I, codeOfRank, LANES);
    IntVector table2 = IntVector.fromArray(I, codeOfRank, 2 * LANES);
    IntVector table3 = IntVector.fromArray(I, codeOfRank, 3 * LANES);
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      IntVector rank = IntVector.fromArray(I, ranks, at);
      IntVector code =
          rank.selectFrom(table0, table1)
              .blend(rank.selectFrom(table2, table3), rank.compare(GE, 2 * LANES));
      ((ByteVector) code.convertShape(I2B, B, 0)).intoArray(codes, codesOffset + at);
    }
  }

  @Override
  public void signedSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] sums) {
    if (count < LANES) {
      SCALAR.signedSums(codes, codesOffset, count, bitwidth, x, xOffset, scratch, sums);
      return;
    }
    Arrays.fill(sums, 0, bitwidth, 0);
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      for (int base = 0; base < bitwidth; base += FEW_BITS) {
        VectorSignSums.addSigned(codes, codesOffset, base, from, to, x, xOffset, scratch.lanes());
        for (int i = base; i < Math.min(bitwidth, base + FEW_BITS); i++) {
          sums[i] -= sumOfLanes(scratch.lanes(), (i - base) * LANES);
        }
      }
    }
  }

  static double sumOfLanes(float[] lanes, int from) {
    DoubleVector sum = DoubleVector.zero(QUARTET);
    for (int k = from; k < from + LANES; k += QUARTET.length()) {
      sum =
          sum.add(
              FloatVector.fromArray(FloatVector.SPECIES_128, lanes, k)
                  .convertShape(F2D, QUARTET, 0));
    }
    return (sum.lane(0) + sum.lane(1)) + (sum.lane(2) + sum.lane(3));
  }

  @Override
  public void pairSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] x,
      int xOffset,
      SignSums scratch,
      double[] matrix) {
    if (count < LANES) {
      SCALAR.pairSums(codes, codesOffset, count, bitwidth, x, xOffset, scratch, matrix);
      return;
    }
    Arrays.fill(matrix, 0, bitwidth * bitwidth, 0);
    float[] lanes = scratch.lanes();
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      for (int base = 0; base < bitwidth; base += FEW_BITS) {
        int few = Math.min(FEW_BITS, bitwidth - base);
        if (few <= 2) {
          VectorSignSums.addPair(codes, codesOffset, base, from, to, x, xOffset, lanes);
        } else {
          VectorSignSums.addPairs(codes, codesOffset, base, from, to, x, xOffset, lanes);
        }
        addWithin(lanes, base, few, bitwidth, matrix);
      }
      for (int i = FEW_BITS; i < bitwidth; i++) {
        VectorSignSums.addCrossed(codes, codesOffset, i, from, to, x, xOffset, lanes);
        for (int k = 0; k < FEW_BITS; k++) {
          matrix[i * bitwidth + k] += sumOfLanes(lanes, k * LANES);
        }
      }
    }
    mirror(matrix, bitwidth);
  }

  @Override
  public void refitSums(
      byte[] codes,
      int codesOffset,
      int count,
      int bitwidth,
      float[] values,
      float[] g,
      float[] h,
      float[] reference,
      float[] residuals,
      SignSums scratch,
      double[] matrix,
      double[] sums) {
    if (count < LANES || bitwidth > Math.min(ONE_TABLE, FEW_BITS)) {
      lookUp(values, bitwidth, codes, codesOffset, count, residuals, 0);
      ScalarGroups.residuals(g, h, reference, count, residuals);
      pairSums(codes, codesOffset, count, bitwidth, h, 0, scratch, matrix);
      signedSums(codes, codesOffset, count, bitwidth, residuals, 0, scratch, sums);
      return;
    }
    Arrays.fill(matrix, 0, bitwidth * bitwidth, 0);
    Arrays.fill(sums, 0, bitwidth, 0);
    float[] lanes = scratch.lanes();
    for (int from = 0; from < count; from += BLOCK) {
      int to = Math.min(count, from + BLOCK);
      if (bitwidth <= 2) {
        VectorRefit.addForTwo(codes, codesOffset, values, g, h, reference, from, to, lanes);
      } else {
        VectorRefit.addForFour(codes, codesOffset, values, g, h, reference, from, to, lanes);
      }
      addWithin(lanes, 0, bitwidth, bitwidth, matrix);
      for (int i = 0; i < bitwidth; i++) {
        sums[i] -= sumOfLanes(lanes, (VectorRefit.RESIDUALS + i) * LANES);
      }
    }
    mirror(matrix, bitwidth);
  }

  /** Fills the upper triangle. */
  private static void mirror(double[] matrix, int bitwidth) {
    for (int i = 0; i < bitwidth; i++) {
      for (int k = 0; k < i; k++) {
        matrix[k * bitwidth + i] = matrix[i * bitwidth + k];
      }
    }
  }

  /** Adds the sums of pairs that have been left in the lanes, see {@link #PAIR}. */
  private static void addWithin(float[] lanes, int base, int few, int bitwidth, double[] matrix) {
    double total = sumOfLanes(lanes, 0);
    for (int i = 0; i < few; i++) {
      int row = (base + i) * bitwidth + base;
      matrix[row + i] += total;
      for (int k = 0; k < i; k++) {
        matrix[row + k] += sumOfLanes(lanes, PAIR[i][k] * LANES);
      }
    }
  }

  @Override
  public double sum(float[] x, int from, int to, SignSums scratch) {
    if (to - from < LANES) {
      return SCALAR.sum(x, from, to, scratch);
    }
    double total = 0;
    for (int start = from; start < to; start += BLOCK) {
      addPlain(x, start, Math.min(to, start + BLOCK), scratch.lanes());
      total += sumOfLanes(scratch.lanes(), 0);
    }
    return total;
  }

  private static void addPlain(float[] x, int from, int to, float[] lanes) {
    FloatVector even = FloatVector.zero(F);
    FloatVector odd = even;
    int j = from;
    for (; j + 2 * LANES <= to; j += 2 * LANES) {
      even = even.add(FloatVector.fromArray(F, x, j));
      odd = odd.add(FloatVector.fromArray(F, x, j + LANES));
    }
    for (; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      even =
          even.add(
              FloatVector.zero(F)
                  .blend(FloatVector.fromArray(F, x, at), COUNT.compare(GE, j - at).cast(F)));
    }
    even.add(odd).intoArray(lanes, 0);
  }

  @Override
  public void updateMoments(
      Decay decay,
      float[] gradient,
      int gradientOffset,
      float[] m,
      float[] v,
      float[] vMax,
      int from,
      int count) {
    float keep1 = decay.keep1();
    float take1 = decay.take1();
    float keep2 = decay.keep2();
    float take2 = decay.take2();
    int whole = count - count % LANES;
    for (int j = 0; j < whole; j += LANES) {
      FloatVector d = FloatVector.fromArray(F, gradient, gradientOffset + j);
      FloatVector second =
          FloatVector.fromArray(F, v, from + j).mul(keep2).add(d.mul(d).mul(take2));
      FloatVector largest = FloatVector.fromArray(F, vMax, from + j);
      FloatVector.fromArray(F, m, from + j).mul(keep1).add(d.mul(take1)).intoArray(m, from + j);
      second.intoArray(v, from + j);
      second.blend(largest, largest.compare(GE, second)).intoArray(vMax, from + j);
    }
    SCALAR.updateMoments(
        decay, gradient, gradientOffset + whole, m, v, vMax, from + whole, count - whole);
  }

  @Override
  public void model(
      float gradientScale,
      float curvatureScale,
      float epsilon,
      float[] m,
      float[] vMax,
      int from,
      int count,
      float[] g,
      float[] h) {
    if (count < LANES) {
      SCALAR.model(gradientScale, curvatureScale, epsilon, m, vMax, from, count, g, h);
    } else {
      VectorRefit.model(gradientScale, curvatureScale, epsilon, m, vMax, from, count, g, h);
    }
  }
}
