package dev.alq.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums by signs for {@link VectorGroups}, over blocks of at least a vector of elements: codes turn
 * the signs of floats in their lanes. The last vector overlaps the one before.
 */
final class VectorSignSums {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final VectorSpecies<Byte> B =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, LANES * Byte.SIZE)));
  private static final int SIGN = Integer.MIN_VALUE;
  private static final IntVector COUNT = IntVector.zero(I).addIndex(1);

  private VectorSignSums() {}

  /** Sums of a block by the signs of four bases, by lanes, with plus and minus exchanged. */
  static void addSigned(
      byte[] codes,
      int codesOffset,
      int base,
      int from,
      int to,
      float[] x,
      int xOffset,
      float[] lanes) {
    FloatVector sum0 = FloatVector.zero(F);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      // Lanes before j have been added already.
      IntVector value =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, x, xOffset + at), COUNT.compare(GE, j - at).cast(F))
              .reinterpretAsInts();
      sum0 =
          sum0.add(
              code.lanewise(LSHL, 31 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum1 =
          sum1.add(
              code.lanewise(LSHL, 30 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum2 =
          sum2.add(
              code.lanewise(LSHL, 29 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum3 =
          sum3.add(
              code.lanewise(LSHL, 28 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
    }
    sum0.intoArray(lanes, 0);
    sum1.intoArray(lanes, LANES);
    sum2.intoArray(lanes, 2 * LANES);
    sum3.intoArray(lanes, 3 * LANES);
  }

  /** The plain sum and that by the signs of bases 0 and 1, by lanes. */
  static void addPair(
      byte[] codes,
      int codesOffset,
      int base,
      int from,
      int to,
      float[] x,
      int xOffset,
      float[] lanes) {
    FloatVector sum = FloatVector.zero(F);
    FloatVector sum10 = sum;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      FloatVector term =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, x, xOffset + at), COUNT.compare(GE, j - at).cast(F));
      IntVector value = term.reinterpretAsInts();
      IntVector next = code.lanewise(LSHR, 1).lanewise(XOR, code);
      sum = sum.add(term);
      sum10 =
          sum10.add(
              next.lanewise(LSHL, 31 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
    }
    sum.intoArray(lanes, 0);
    sum10.intoArray(lanes, LANES);
  }

  /**
   * The plain sum and those by the signs of each two of four bases, by lanes; {@link VectorGroups}
   * knows which lies where.
   */
  static void addPairs(
      byte[] codes,
      int codesOffset,
      int base,
      int from,
      int to,
      float[] x,
      int xOffset,
      float[] lanes) {
    FloatVector sum = FloatVector.zero(F);
    FloatVector sum10 = sum;
    FloatVector sum21 = sum;
    FloatVector sum32 = sum;
    FloatVector sum20 = sum;
    FloatVector sum31 = sum;
    FloatVector sum30 = sum;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      FloatVector term =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, x, xOffset + at), COUNT.compare(GE, j - at).cast(F));
      IntVector value = term.reinterpretAsInts();
      IntVector next = code.lanewise(LSHR, 1).lanewise(XOR, code);
      IntVector second = code.lanewise(LSHR, 2).lanewise(XOR, code);
      IntVector third = code.lanewise(LSHR, 3).lanewise(XOR, code);
      sum = sum.add(term);
      sum10 =
          sum10.add(
              next.lanewise(LSHL, 31 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum21 =
          sum21.add(
              next.lanewise(LSHL, 30 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum32 =
          sum32.add(
              next.lanewise(LSHL, 29 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum20 =
          sum20.add(
              second
                  .lanewise(LSHL, 31 - base)
                  .and(SIGN)
                  .lanewise(XOR, value)
                  .reinterpretAsFloats());
      sum31 =
          sum31.add(
              second
                  .lanewise(LSHL, 30 - base)
                  .and(SIGN)
                  .lanewise(XOR, value)
                  .reinterpretAsFloats());
      sum30 =
          sum30.add(
              third.lanewise(LSHL, 31 - base).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
    }
    sum.intoArray(lanes, 0);
    sum10.intoArray(lanes, LANES);
    sum21.intoArray(lanes, 2 * LANES);
    sum32.intoArray(lanes, 3 * LANES);
    sum20.intoArray(lanes, 4 * LANES);
    sum31.intoArray(lanes, 5 * LANES);
    sum30.intoArray(lanes, 6 * LANES);
  }

  /** Sums of a block by the signs of basis i and each of the first four, by lanes. */
  static void addCrossed(
      byte[] codes,
      int codesOffset,
      int i,
      int from,
      int to,
      float[] x,
      int xOffset,
      float[] lanes) {
    FloatVector sum0 = FloatVector.zero(F);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    for (int j = from; j < to; j += LANES) {
      int at = Math.min(j, to - LANES);
      IntVector code =
          (IntVector)
              ByteVector.fromArray(B, codes, codesOffset + at).convertShape(ZERO_EXTEND_B2I, I, 0);
      // Lanes before j have been added already; the others take the sign of basis i at once.
      IntVector value =
          FloatVector.zero(F)
              .blend(FloatVector.fromArray(F, x, xOffset + at), COUNT.compare(GE, j - at).cast(F))
              .reinterpretAsInts()
              .lanewise(XOR, code.lanewise(LSHL, 31 - i).and(SIGN));
      sum0 = sum0.add(code.lanewise(LSHL, 31).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum1 = sum1.add(code.lanewise(LSHL, 30).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum2 = sum2.add(code.lanewise(LSHL, 29).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
      sum3 = sum3.add(code.lanewise(LSHL, 28).and(SIGN).lanewise(XOR, value).reinterpretAsFloats());
    }
    sum0.intoArray(lanes, 0);
    sum1.intoArray(lanes, LANES);
    sum2.intoArray(lanes, 2 * LANES);
    sum3.intoArray(lanes, 3 * LANES);
  }
}
