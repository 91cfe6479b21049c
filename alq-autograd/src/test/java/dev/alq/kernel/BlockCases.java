package dev.alq.kernel;

import static dev.alq.kernel.KernelCases.MARGIN;

import dev.alq.kernel.KernelCase.Outcome;
import dev.alq.testing.Expected;
import dev.alq.testing.Numbers;

/** The kernels of products and convolutions, for {@link KernelCases}. */
final class BlockCases {

  private BlockCases() {}

  /**
   * Two segments, all steps different; a result inside a wider matrix or, for an odd size, one
   * whose rows overlap.
   */
  static KernelCase tile(Kernels kernels, int length, long seed) {
    int rows = kernels.tileRows();
    int columns = kernels.tileColumns();
    int segments = 2;
    TileWalk walk =
        new TileWalk(segments, length, 3, 3 * length + 4, columns + 1, (columns + 1) * length + 2);
    int reach = segments * (3 * length + 4);
    float[] a = Numbers.random(seed, reach + 2 * rows);
    int[] aRows = new int[rows];
    for (int i = 0; i < rows; i++) {
      aRows[i] = 2 * (rows - 1 - i);
    }
    int bOffset = 3;
    float[] b =
        Numbers.random(seed + 1, bOffset + segments * ((columns + 1) * length + 2) + columns);
    int step = length % 2 == 0 ? columns + 3 : 5;
    float[] c = Numbers.random(seed + 2, 2 * MARGIN + rows * step + columns);
    Expected expected = Expected.of(c);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        for (int s = 0; s < segments; s++) {
          for (int k = 0; k < length; k++) {
            double x = a[aRows[i] + s * walk.aSegmentStep() + k * walk.aStep()];
            double y = b[bOffset + s * walk.bSegmentStep() + k * walk.bStep() + j];
            expected.add(MARGIN + i * step + j, x * y);
          }
        }
      }
    }
    return new KernelCase(
        "tile",
        2.0 * (rows + segments * length),
        expected,
        KernelCase.NONE,
        () -> {
          float[] result = c.clone();
          kernels.tile(walk, a, aRows, b, bOffset, result, MARGIN, step);
          return new Outcome(result, KernelCase.NONE);
        });
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

  /** Places in no order, or a run of eight as every third size has it. */
  static KernelCase gather(Kernels kernels, int count, long seed) {
    int[] starts =
        switch (count % 3) {
          case 0 -> new int[] {9, 0, 4, 4, 7};
          case 1 -> new int[] {2, 3, 4, 5, 6, 7, 8, 9};
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
