package dev.alq.rules.sample.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Uses the two things of the vector API that give different bits from call to call. */
final class VectorSums {
  private VectorSums() {}

  static float sum(FloatVector lanes) {
    return lanes.reduceLanes(VectorOperators.ADD);
  }

  static FloatVector exp(FloatVector lanes) {
    return lanes.lanewise(VectorOperators.EXP);
  }
}
