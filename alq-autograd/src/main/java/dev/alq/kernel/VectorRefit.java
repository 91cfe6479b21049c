package dev.alq.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.I2B;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.XOR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link VectorGroups} that do in one pass what several others would: with few bases a
 * group is gone through quickly, and what is read and written in between costs as much. They need
 * at least a vector of elements and tables that fit one vector; the last vector overlaps the one
 * before.
 */
final class VectorRefit {

  /** Where the sums of residuals begin, in vectors; those of curvatures stand before. */
  static final int RESIDUALS = 7;

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
  private static final int LEVELS = Integer.numberOfTrailingZeros(LANES);
  private static final int SIGN = Integer.MIN_VALUE;
  private static final IntVector COUNT = IntVector.zero(I).addIndex(1);

  private VectorRefit() {}

  static void model(
      float gradientScale,
      float curvatureScale,
      float epsilon,
      float[] m,
      float[] vMax,
      int from,
      int count,
      float[] g,
      float[] h) {
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      FloatVector.fromArray(F, m, from + at).mul(gradientScale).intoArray(g, at);
      FloatVector.fromArray(F, vMax, from + at)
          .sqrt()
          .add(epsilon)
          .mul(curvatureScale)
          .intoArray(h, at);
    }
  }

  /** Ranks for up to two bases. */
  static void rankByThree(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] point,
      float[] g,
      float[] h,
      int from,
      int count,
      byte[] codes,
      int codesOffset) {
    // Beyond the last threshold and code stand an infinite one and the last again.
    int highest = (1 << bitwidth) - 1;
    IntVector table =
        FloatVector.broadcast(F, Float.POSITIVE_INFINITY)
            .blend(FloatVector.fromArray(F, thresholds, 0), COUNT.compare(LT, highest).cast(F))
            .reinterpretAsInts();
    IntVector translation = COUNT.min(highest).selectFrom(IntVector.fromArray(I, codeOfRank, 0));
    FloatVector middle = IntVector.broadcast(I, 1).selectFrom(table).reinterpretAsFloats();
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      FloatVector step =
          FloatVector.fromArray(F, g, from + at).div(FloatVector.fromArray(F, h, from + at));
      FloatVector number = FloatVector.fromArray(F, point, from + at).sub(step);
      IntVector rank = IntVector.zero(I).add(2, number.compare(GE, middle).cast(I));
      FloatVector threshold = rank.selectFrom(table).reinterpretAsFloats();
      rank = rank.add(1, number.compare(GE, threshold).cast(I));
      ((ByteVector) rank.selectFrom(translation).convertShape(I2B, B, 0))
          .intoArray(codes, codesOffset + at);
    }
  }

  /** Ranks for as many bases as one table has thresholds for. */
  static void rankByAll(
      float[] thresholds,
      int[] codeOfRank,
      int bitwidth,
      float[] point,
      float[] g,
      float[] h,
      int from,
      int count,
      byte[] codes,
      int codesOffset) {
    // Beyond the last threshold and code stand an infinite one and the last again.
    int highest = (1 << bitwidth) - 1;
    IntVector table =
        FloatVector.broadcast(F, Float.POSITIVE_INFINITY)
            .blend(FloatVector.fromArray(F, thresholds, 0), COUNT.compare(LT, highest).cast(F))
            .reinterpretAsInts();
    IntVector translation = COUNT.min(highest).selectFrom(IntVector.fromArray(I, codeOfRank, 0));
    int last = count - LANES;
    for (int j = 0; j < count; j += LANES) {
      int at = Math.min(j, last);
      FloatVector step =
          FloatVector.fromArray(F, g, from + at).div(FloatVector.fromArray(F, h, from + at));
      FloatVector number = FloatVector.fromArray(F, point, from + at).sub(step);
      IntVector rank = IntVector.zero(I);
      // Counted, so that the loop is written out by the compiler.
      for (int level = LEVELS - 1; level >= 0; level--) {
        int stride = 1 << level;
        FloatVector threshold = rank.add(stride - 1).selectFrom(table).reinterpretAsFloats();
        rank = rank.add(stride, number.compare(GE, threshold).cast(I));
      }
      ((ByteVector) rank.selectFrom(translation).convertShape(I2B, B, 0))
          .intoArray(codes, codesOffset + at);
    }
  }

  /** Sums of a block for up to two bases, by lanes, those of residuals with the sign turned. */
  static void addForTwo(
      byte[] codes,
      int codesOffset,
      float[] values,
      float[] g,
      float[] h,
      float[] reference,
      int from,
      int to,
      float[] lanes) {
    IntVector table = FloatVector.fromArray(F, values, 0).reinterpretAsInts();
    FloatVector sum = FloatVector.zero(F);
    FloatVector sum10 = sum;
    FloatVector residual0 = sum;
    FloatVector residual1 = sum;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      // Lanes before j have been added already.
      VectorMask<Float> fresh = COUNT.compare(GE, j - at).cast(F);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      FloatVector curvature = FloatVector.fromArray(F, h, at);
      FloatVector moved =
          code.selectFrom(table)
              .reinterpretAsFloats()
              .sub(FloatVector.fromArray(F, reference, at))
              .mul(curvature);
      IntVector residual =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, g, at).add(moved), fresh)
              .reinterpretAsInts();
      FloatVector term = FloatVector.zero(F).blend(curvature, fresh);
      sum = sum.add(term);
      sum10 =
          sum10.add(
              code.lanewise(LSHR, 1)
                  .lanewise(XOR, code)
                  .lanewise(LSHL, 31)
                  .lanewise(XOR, term.reinterpretAsInts())
                  .reinterpretAsFloats());
      residual0 =
          residual0.add(code.lanewise(LSHL, 31).lanewise(XOR, residual).reinterpretAsFloats());
      residual1 =
          residual1.add(
              code.lanewise(LSHL, 30).and(SIGN).lanewise(XOR, residual).reinterpretAsFloats());
    }
    sum.intoArray(lanes, 0);
    sum10.intoArray(lanes, LANES);
    residual0.intoArray(lanes, RESIDUALS * LANES);
    residual1.intoArray(lanes, (RESIDUALS + 1) * LANES);
  }

  /** Sums of a block for up to four bases, by lanes, those of residuals with the sign turned. */
  static void addForFour(
      byte[] codes,
      int codesOffset,
      float[] values,
      float[] g,
      float[] h,
      float[] reference,
      int from,
      int to,
      float[] lanes) {
    IntVector table = FloatVector.fromArray(F, values, 0).reinterpretAsInts();
    FloatVector sum = FloatVector.zero(F);
    FloatVector sum10 = sum;
    FloatVector sum21 = sum;
    FloatVector sum32 = sum;
    FloatVector sum20 = sum;
    FloatVector sum31 = sum;
    FloatVector sum30 = sum;
    FloatVector residual0 = sum;
    FloatVector residual1 = sum;
    FloatVector residual2 = sum;
    FloatVector residual3 = sum;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      VectorMask<Float> fresh = COUNT.compare(GE, j - at).cast(F);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      FloatVector curvature = FloatVector.fromArray(F, h, at);
      FloatVector moved =
          code.selectFrom(table)
              .reinterpretAsFloats()
              .sub(FloatVector.fromArray(F, reference, at))
              .mul(curvature);
      IntVector residual =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, g, at).add(moved), fresh)
              .reinterpretAsInts();
      FloatVector term = FloatVector.zero(F).blend(curvature, fresh);
      IntVector value = term.reinterpretAsInts();
      IntVector next = code.lanewise(LSHR, 1).lanewise(XOR, code);
      IntVector second = code.lanewise(LSHR, 2).lanewise(XOR, code);
      IntVector third = code.lanewise(LSHR, 3).lanewise(XOR, code);
      sum = sum.add(term);
      sum10 = sum10.add(next.lanewise(LSHL, 31).lanewise(XOR, value).reinterpretAsFloats());
      sum21 =
          sum21.add(next.lanewise(LSHL, 30).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum32 =
          sum32.add(next.lanewise(LSHL, 29).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum20 = sum20.add(second.lanewise(LSHL, 31).lanewise(XOR, value).reinterpretAsFloats());
      sum31 =
          sum31.add(second.lanewise(LSHL, 30).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum30 = sum30.add(third.lanewise(LSHL, 31).lanewise(XOR, value).reinterpretAsFloats());
      residual0 =
          residual0.add(code.lanewise(LSHL, 31).lanewise(XOR, residual).reinterpretAsFloats());
      residual1 =
          residual1.add(
              code.lanewise(LSHL, 30).and(SIGN).lanewise(XOR, residual).reinterpretAsFloats());
      residual2 =
          residual2.add(
              code.lanewise(LSHL, 29).and(SIGN).lanewise(XOR, residual).reinterpretAsFloats());
      residual3 =
          residual3.add(
              code.lanewise(LSHL, 28).and(SIGN).lanewise(XOR, residual).reinterpretAsFloats());
    }
    sum.intoArray(lanes, 0);
    sum10.intoArray(lanes, LANES);
    sum21.intoArray(lanes, 2 * LANES);
    sum32.intoArray(lanes, 3 * LANES);
    sum20.intoArray(lanes, 4 * LANES);
    sum31.intoArray(lanes, 5 * LANES);
    sum30.intoArray(lanes, 6 * LANES);
    residual0.intoArray(lanes, RESIDUALS * LANES);
    residual1.intoArray(lanes, (RESIDUALS + 1) * LANES);
    residual2.intoArray(lanes, (RESIDUALS + 2) * LANES);
    residual3.intoArray(lanes, (RESIDUALS + 3) * LANES);
  }
}
