package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** 4 rows × 2 vectors: 8 sums, all that 16 vector registers hold beside the operands. */
final class VectorTile4x2 implements VectorTile {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final int ROWS = 4;
  private static final VectorTile HALF = new VectorTile2x2();

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
    return rows > HALF.rows() ? this : HALF.part(rows);
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
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    int a0 = aRows[0];
    int a1 = aRows[1];
    int a2 = aRows[2];
    int a3 = aRows[3];
    for (int s = 0; s < walk.segments(); s++) {
      int at = s * walk.aSegmentStep();
      int bt = bOffset + s * walk.bSegmentStep();
      for (int k = 0; k < walk.segmentLength(); k++) {
        FloatVector b0 = FloatVector.fromArray(F, b, bt);
        FloatVector b1 = FloatVector.fromArray(F, b, bt + LANES);
        c00 = b0.lanewise(VectorOperators.FMA, a[a0 + at], c00);
        c01 = b1.lanewise(VectorOperators.FMA, a[a0 + at], c01);
        c10 = b0.lanewise(VectorOperators.FMA, a[a1 + at], c10);
        c11 = b1.lanewise(VectorOperators.FMA, a[a1 + at], c11);
        c20 = b0.lanewise(VectorOperators.FMA, a[a2 + at], c20);
        c21 = b1.lanewise(VectorOperators.FMA, a[a2 + at], c21);
        c30 = b0.lanewise(VectorOperators.FMA, a[a3 + at], c30);
        c31 = b1.lanewise(VectorOperators.FMA, a[a3 + at], c31);
        at += walk.aStep();
        bt += walk.bStep();
      }
    }
    int right = cOffset + LANES;
    c00.add(FloatVector.fromArray(F, c, cOffset)).intoArray(c, cOffset);
    c01.add(FloatVector.fromArray(F, c, right)).intoArray(c, right);
    c10.add(FloatVector.fromArray(F, c, cOffset + cStep)).intoArray(c, cOffset + cStep);
    c11.add(FloatVector.fromArray(F, c, right + cStep)).intoArray(c, right + cStep);
    c20.add(FloatVector.fromArray(F, c, cOffset + 2 * cStep)).intoArray(c, cOffset + 2 * cStep);
    c21.add(FloatVector.fromArray(F, c, right + 2 * cStep)).intoArray(c, right + 2 * cStep);
    c30.add(FloatVector.fromArray(F, c, cOffset + 3 * cStep)).intoArray(c, cOffset + 3 * cStep);
    c31.add(FloatVector.fromArray(F, c, right + 3 * cStep)).intoArray(c, right + 3 * cStep);
  }
}
