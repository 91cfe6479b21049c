package dev.alq.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both register tiles, whichever this machine prefers, against double-precision loops. */
class VectorTileTest {

  private static final long SEED = 31;
  private static final TileWalk WALK = new TileWalk(3, 7, 2, 20, 70, 600);

  private static final boolean MODULE_PRESENT =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  @Test
  void eachMachineGetsTheTileItsRegistersHold() {
    if (!MODULE_PRESENT) {
      assertThrows(NoClassDefFoundError.class, () -> VectorTile.of(512, "amd64"));
      return;
    }
    assertInstanceOf(VectorTile8x2.class, VectorTile.of(512, "amd64"));
    assertInstanceOf(VectorTile4x2.class, VectorTile.of(256, "amd64"));
    assertInstanceOf(VectorTile4x2.class, VectorTile.of(128, "x86_64"));
    assertInstanceOf(VectorTile8x2.class, VectorTile.of(128, "aarch64"));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void tilesFollowTheOracle(int rows) {
    if (!MODULE_PRESENT) {
      assertThrows(NoClassDefFoundError.class, () -> VectorTile.of(256, "amd64"));
      return;
    }
    VectorTile tile = rows == 8 ? new VectorTile8x2() : new VectorTile4x2();
    assertEquals(rows, tile.rows());
    int columns = tile.columns();
    int cStep = columns + 3;
    int[] aRows = new int[rows];
    Arrays.setAll(aRows, i -> 5 * (rows - i));
    float[] a = Numbers.random(SEED, 150);
    float[] b = Numbers.random(SEED + 1, 2000);
    float[] c = Numbers.random(SEED + 2, rows * cStep + 4);
    Expected expected = Expected.of(c);
    for (int i = 0; i < rows * columns; i++) {
      addProducts(expected, 2 + i / columns * cStep, i % columns, a, aRows[i / columns], b);
    }
    tile.add(WALK, a, aRows, b, 1, c, 2, cStep);
    expected.check(c, 50, rows + " rows, seed " + SEED);
  }

  private static void addProducts(
      Expected expected, int row, int j, float[] a, int aRow, float[] b) {
    for (int s = 0; s < WALK.segments(); s++) {
      for (int k = 0; k < WALK.segmentLength(); k++) {
        double x = a[aRow + s * WALK.aSegmentStep() + k * WALK.aStep()];
        double y = b[1 + s * WALK.bSegmentStep() + k * WALK.bStep() + j];
        expected.add(row + j, x * y);
      }
    }
  }
}
