package dev.alq.kernel;

import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ActivationKernels} on the Vector API, elements in lanes. Up to as many levels as there are
 * lanes, thresholds and levels stay in registers, where each lane picks its own entry; up to
 * {@value #FEW_BITS} bits, sums are added in lanes. What is left over after the last full vector,
 * and more bits, go to the scalar twin.
 */
final class VectorActivations implements ActivationKernels {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /** The most bits whose levels fill no more than one vector. */
  private static final int TABLE_BITS = Integer.numberOfTrailingZeros(LANES);

  private static final int FEW_BITS = 2;

  /** Elements whose sums are kept in lanes of floats before they are added in double. */
  private static final int BLOCK = 64 * LANES;

  private static final ScalarActivations SCALAR = new ScalarActivations();

  @Override
  public void quantize(
      float[] thresholds, float[] levels, int bitwidth, float[] x, float[] y, int from, int to) {
    int end = from;
    if (bitwidth <= TABLE_BITS) {
      end = to - (to - from) % LANES;
      quantizeInLanes(thresholds, levels, bitwidth, x, y, from, end);
    }
    SCALAR.quantize(thresholds, levels, bitwidth, x, y, end, to);
  }

  private static void quantizeInLanes(
      float[] thresholds, float[] levels, int bitwidth, float[] x, float[] y, int from, int end) {
    IntVector bounds = FloatVector.fromArray(F, thresholds, 0).reinterpretAsInts();
    IntVector values = FloatVector.fromArray(F, levels, 0).reinterpretAsInts();
    for (int i = from; i < end; i += LANES) {
      FloatVector number = FloatVector.fromArray(F, x, i);
      IntVector rank = IntVector.zero(I);
      for (int stride = (1 << bitwidth) / 2; stride > 0; stride >>= 1) {
        FloatVector bound = rank.add(stride - 1).selectFrom(bounds).reinterpretAsFloats();
        rank = rank.add(stride, number.compare(GE, bound).cast(I));
      }
      rank.selectFrom(values).reinterpretAsFloats().add(number.mul(0)).intoArray(y, i);
    }
  }

  @Override
  public void gradientInside(
      float lowest, float highest, float[] x, float[] dy, float[] dx, int from, int to) {
    int end = to - (to - from) % LANES;
    FloatVector zero = FloatVector.zero(F);
    for (int i = from; i < end; i += LANES) {
      FloatVector number = FloatVector.fromArray(F, x, i);
      VectorMask<Float> inside = number.compare(GE, lowest).and(number.compare(LE, highest));
      zero.blend(FloatVector.fromArray(F, dy, i), inside).intoArray(dx, i);
    }
    SCALAR.gradientInside(lowest, highest, x, dy, dx, end, to);
  }

  @Override
  public void rankSums(
      float[] thresholds, int bitwidth, float[] x, int from, int to, RankSums sums) {
    int end = from;
    if (bitwidth <= FEW_BITS) {
      end = to - (to - from) % LANES;
      for (int start = from; start < end; start += BLOCK) {
        addBlock(thresholds, bitwidth, x, start, Math.min(end, start + BLOCK), sums);
      }
    }
    SCALAR.rankSums(thresholds, bitwidth, x, end, to, sums);
  }

  /** One bit has no ranks 2 and 3: nothing compares with what is no number. */
  private static void addBlock(
      float[] thresholds, int bitwidth, float[] x, int from, int to, RankSums sums) {
    float second = bitwidth == FEW_BITS ? thresholds[1] : Float.NaN;
    float third = bitwidth == FEW_BITS ? thresholds[2] : Float.NaN;
    FloatVector sum0 = FloatVector.zero(F);
    FloatVector sum1 = sum0;
    FloatVector sum2 = sum0;
    FloatVector sum3 = sum0;
    int from1 = 0;
    int from2 = 0;
    int from3 = 0;
    for (int i = from; i < to; i += LANES) {
      FloatVector number = FloatVector.fromArray(F, x, i);
      // The product is 0 unless the number is infinite or none.
      FloatVector positive = number.max(0).add(number.mul(0));
      VectorMask<Float> above1 = number.compare(GE, thresholds[0]);
      VectorMask<Float> above2 = number.compare(GE, second);
      VectorMask<Float> above3 = number.compare(GE, third);
      sum0 = sum0.add(positive, above1.not());
      sum1 = sum1.add(positive, above1.andNot(above2));
      sum2 = sum2.add(positive, above2.andNot(above3));
      sum3 = sum3.add(positive, above3);
      from1 += above1.trueCount();
      from2 += above2.trueCount();
      from3 += above3.trueCount();
    }
    float[] lanes = sums.lanes();
    sum0.intoArray(lanes, 0);
    sum1.intoArray(lanes, LANES);
    sum2.intoArray(lanes, 2 * LANES);
    sum3.intoArray(lanes, 3 * LANES);
    double[] target = sums.sums();
    for (int rank = 0; rank < 1 << bitwidth; rank++) {
      target[2 * rank + 1] += VectorGroups.sumOfLanes(lanes, rank * LANES);
    }
    target[0] += to - from - from1;
    target[2] += from1 - from2;
    if (bitwidth == FEW_BITS) {
      target[4] += from2 - from3;
      target[6] += from3;
    }
  }
}
