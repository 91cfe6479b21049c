package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** A row of 2 vectors, for the rest of larger tiles and for single rows. */
final class VectorTile1x2 implements VectorTile {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final int ROWS = 1;

  @Override
  public int rows() {
    return ROWS;
  }

  @Override
  public int columns() {
    return 2 * LANES;
  }

  @Override
  public VectorTile part(int rows) {
    return this;
  }

  @Override
  public void add(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep) {
    FloatVector c00 = FloatVector.zero(F);
    FloatVector c01 = c00;
    int a0 = aRows[0];
    for (int s = 0; s < walk.segments(); s++) {
      int at = s * walk.aSegmentStep();
      int bt = bOffset + s * walk.bSegmentStep();
      for (int k = 0; k < walk.segmentLength(); k++) {
        FloatVector b0 = FloatVector.fromArray(F, b, bt);
        FloatVector b1 = FloatVector.fromArray(F, b, bt + LANES);
        c00 = b0.lanewise(VectorOperators.FMA, a[a0 + at], c00);
        c01 = b1.lanewise(VectorOperators.FMA, a[a0 + at], c01);
        at += walk.aStep();
        bt += walk.bStep();
      }
    }
    int right = cOffset + LANES;
    c00.add(FloatVector.fromArray(F, c, cOffset)).intoArray(c, cOffset);
    c01.add(FloatVector.fromArray(F, c, right)).intoArray(c, right);
  }
}
