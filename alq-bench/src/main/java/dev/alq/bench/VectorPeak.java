package dev.alq.bench;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Independent chains of fused multiply-adds in registers: what no kernel can exceed. */
final class VectorPeak {

  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int CHAINS = 10;

  private VectorPeak() {}

  /** Floating-point operations of one call. */
  static double flops(int steps) {
    return 2.0 * CHAINS * SPECIES.length() * steps;
  }

  /** Runs the chains; the values stay near 1. */
  static float run(int steps, float start) {
    FloatVector factor = FloatVector.broadcast(SPECIES, start);
    FloatVector term = FloatVector.broadcast(SPECIES, 1 - start);
    FloatVector c0 = factor;
    FloatVector c1 = factor;
    FloatVector c2 = factor;
    FloatVector c3 = factor;
    FloatVector c4 = factor;
    FloatVector c5 = factor;
    FloatVector c6 = factor;
    FloatVector c7 = factor;
    FloatVector c8 = factor;
    FloatVector c9 = factor;
    for (int i = 0; i < steps; i++) {
      c0 = c0.fma(factor, term);
      c1 = c1.fma(factor, term);
      c2 = c2.fma(factor, term);
      c3 = c3.fma(factor, term);
      c4 = c4.fma(factor, term);
      c5 = c5.fma(factor, term);
      c6 = c6.fma(factor, term);
      c7 = c7.fma(factor, term);
      c8 = c8.fma(factor, term);
      c9 = c9.fma(factor, term);
    }
    FloatVector sum = c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9);
    return sum.lane(0);
  }
}
