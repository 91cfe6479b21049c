package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** 8 rows × 2 vectors: 16 sums, for processors with 32 vector registers. */
final class VectorTile8x2 implements VectorTile {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();
  private static final int ROWS = 8;
  private static final VectorTile HALF = new VectorTile4x2();

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
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c60 = c00;
    FloatVector c61 = c00;
    FloatVector c70 = c00;
    FloatVector c71 = c00;
    int a0 = aRows[0];
    int a1 = aRows[1];
    int a2 = aRows[2];
    int a3 = aRows[3];
    int a4 = aRows[4];
    int a5 = aRows[5];
    int a6 = aRows[6];
    int a7 = aRows[7];
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
        c40 = b0.lanewise(VectorOperators.FMA, a[a4 + at], c40);
        c41 = b1.lanewise(VectorOperators.FMA, a[a4 + at], c41);
        c50 = b0.lanewise(VectorOperators.FMA, a[a5 + at], c50);
        c51 = b1.lanewise(VectorOperators.FMA, a[a5 + at], c51);
        c60 = b0.lanewise(VectorOperators.FMA, a[a6 + at], c60);
        c61 = b1.lanewise(VectorOperators.FMA, a[a6 + at], c61);
        c70 = b0.lanewise(VectorOperators.FMA, a[a7 + at], c70);
        c71 = b1.lanewise(VectorOperators.FMA, a[a7 + at], c71);
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
    c40.add(FloatVector.fromArray(F, c, cOffset + 4 * cStep)).intoArray(c, cOffset + 4 * cStep);
    c41.add(FloatVector.fromArray(F, c, right + 4 * cStep)).intoArray(c, right + 4 * cStep);
    c50.add(FloatVector.fromArray(F, c, cOffset + 5 * cStep)).intoArray(c, cOffset + 5 * cStep);
    c51.add(FloatVector.fromArray(F, c, right + 5 * cStep)).intoArray(c, right + 5 * cStep);
    c60.add(FloatVector.fromArray(F, c, cOffset + 6 * cStep)).intoArray(c, cOffset + 6 * cStep);
    c61.add(FloatVector.fromArray(F, c, right + 6 * cStep)).intoArray(c, right + 6 * cStep);
    c70.add(FloatVector.fromArray(F, c, cOffset + 7 * cStep)).intoArray(c, cOffset + 7 * cStep);
    c71.add(FloatVector.fromArray(F, c, right + 7 * cStep)).intoArray(c, right + 7 * cStep);
  }
}
