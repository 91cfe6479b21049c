package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;
import java.util.Arrays;

/** The kernels of products and convolutions, for {@link KernelCases}. */
final class BlockCases {

  private BlockCases() {}

  /**
   * Two segments, all steps different; a result inside a wider matrix or, for an odd size, one
   * whose rows overlap.
   */
  static KernelCase tile(Kernels kernels, int length, long seed) {
    int columns = kernels.tileColumns();
    Tile tile = new Tile(kernels, length, seed, length % 2 == 0 ? columns + 3 : 5);
    return tile.test("tile", kernels.tileRows(), columns);
  }

  /** Parts of all proportions; the rest of the tile counts where the set leaves it alone. */
  static KernelCase tilePart(Kernels kernels, int length, long seed) {
    int columns = 1 + 3 * length % kernels.tileColumns();
    int rows = 1 + 5 * length % kernels.tileRows();
    Tile tile = new Tile(kernels, length, seed, kernels.tileColumns() + 3);
    return tile.test("tilePart", rows, columns);
  }

  /** The operands of a tile. */
  private static final class Tile {
    private static final int SEGMENTS = 2;
    private static final int B_OFFSET = 3;

    private final Kernels kernels;
    private final TileWalk walk;
    private final float[] a;
    private final int[] aRows;
    private final float[] b;
    private final float[] before;
    private final int step;

    Tile(Kernels kernels, int length, long seed, int step) {
      this.kernels = kernels;
      this.step = step;
      int rows = kernels.tileRows();
      int columns = kernels.tileColumns();
      int aSegment = 3 * length + 4;
      int bSegment = (columns + 1) * length + 2;
      walk = new TileWalk(SEGMENTS, length, 3, aSegment, columns + 1, bSegment);
      a = Numbers.random(seed, SEGMENTS * aSegment + 2 * rows);
      aRows = new int[rows];
      Arrays.setAll(aRows, i -> 2 * (rows - 1 - i));
      b = Numbers.random(seed + 1, B_OFFSET + SEGMENTS * bSegment + columns);
      before = Numbers.random(seed + 2, 2 * MARGIN + rows * step + columns);
    }

    KernelCase test(String name, int rows, int columns) {
      Expected expected = Expected.of(before);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          addProducts(expected, i, j);
        }
      }
      return new KernelCase(
          name,
          2.0 * (rows + SEGMENTS * walk.segmentLength()),
          expected,
          KernelCase.NONE,
          () -> new Outcome(run(name, rows, columns), KernelCase.NONE));
    }

    private void addProducts(Expected expected, int i, int j) {
      for (int s = 0; s < SEGMENTS; s++) {
        for (int k = 0; k < walk.segmentLength(); k++) {
          double x = a[aRows[i] + s * walk.aSegmentStep() + k * walk.aStep()];
          double y = b[B_OFFSET + s * walk.bSegmentStep() + k * walk.bStep() + j];
          expected.add(MARGIN + i * step + j, x * y);
        }
      }
    }

    private float[] run(String name, int rows, int columns) {
      float[] c = before.clone();
      if (name.equals("tile")) {
        kernels.tile(walk, a, aRows, b, B_OFFSET, c, MARGIN, step);
        return c;
      }
      kernels.tilePart(walk, a, aRows, b, B_OFFSET, c, MARGIN, step, rows, columns);
      if (!kernels.computesParts()) {
        forgetRest(c, rows, columns);
      }
      return c;
    }

    /** Restores what of a tile holds no particular values. */
    private void forgetRest(float[] c, int rows, int columns) {
      for (int i = 0; i < kernels.partRows(rows); i++) {
        int from = i < rows ? columns : 0;
        int at = MARGIN + i * step + from;
        System.arraycopy(before, at, c, at, kernels.tileColumns() - from);
      }
    }
  }

  /** Rows that overlap in the result. */
  static KernelCase addBlock(Kernels kernels, int columns, long seed) {
    int rows = 4;
    int blockOffset = 3;
    int blockStep = columns + 2;
    int step = 3;
    float[] block = Numbers.random(seed, blockOffset + rows * blockStep);
    float[] before = Numbers.random(seed + 1, 2 * MARGIN + rows * step + columns);
    Expected expected = Expected.of(before);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected.add(MARGIN + i * step + j, block[blockOffset + i * blockStep + j]);
      }
    }
    return new KernelCase(
        "addBlock",
        rows,
        expected,
        KernelCase.NONE,
        () -> {
          float[] c = before.clone();
          kernels.addBlock(block, blockOffset, blockStep, c, MARGIN, step, rows, columns);
          return new Outcome(c, KernelCase.NONE);
        });
  }

  /** Rows apart, or for an odd size one row again and again. */
  static KernelCase copyBlock(Kernels kernels, int columns, long seed) {
    int rows = 5;
    int sourceStep = columns % 2 == 0 ? columns + 3 : 0;
    int targetStep = columns + 1;
    int offset = 2;
    float[] source = Numbers.random(seed, offset + rows * sourceStep + columns);
    float[] before = Numbers.random(seed + 1, 2 * MARGIN + rows * targetStep);
    Expected expected = Expected.of(before);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        expected.set(MARGIN + i * targetStep + j, source[offset + i * sourceStep + j]);
      }
    }
    return new KernelCase(
        "copyBlock",
        0,
        expected,
        KernelCase.NONE,
        () -> {
          float[] target = before.clone();
          kernels.copyBlock(source, offset, sourceStep, target, MARGIN, targetStep, rows, columns);
          return new Outcome(target, KernelCase.NONE);
        });
  }

  /** Places in no order, or runs of the lengths that have a way of their own and of one more. */
  static KernelCase gather(Kernels kernels, int count, long seed) {
    int[] starts =
        switch (count % 5) {
          case 0 -> new int[] {9, 0, 4, 4, 7};
          case 1 -> new int[] {2, 3, 4, 5, 6, 7, 8, 9};
          case 2 -> new int[] {6, 7, 8, 9};
          case 3 -> new int[] {5, 6, 7, 8, 9};
          default -> new int[] {2, 3, 4, 5, 6, 7, 9, 8};
        };
    int offset = 3;
    int step = 4;
    float[] source = Numbers.random(seed, offset + count * step + 10);
    float[] before = Numbers.random(seed + 1, 2 * MARGIN + count * starts.length);
    Expected expected = Expected.of(before);
    for (int i = 0; i < count * starts.length; i++) {
      int from = offset + i / starts.length * step + starts[i % starts.length];
      expected.set(MARGIN + i, source[from]);
    }
    return new KernelCase(
        "gather",
        0,
        expected,
        KernelCase.NONE,
        () -> {
          float[] target = before.clone();
          kernels.gather(source, offset, step, count, starts, target, MARGIN);
          return new Outcome(target, KernelCase.NONE);
        });
  }
}
