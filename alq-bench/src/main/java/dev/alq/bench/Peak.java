package dev.alq.bench;

import dev.alq.kernel.Engine;
import dev.alq.kernel.TileWalk;
import java.util.Arrays;

/**
 * The machine's speed in floating-point operations, measured with work that waits for no memory:
 * fused multiply-adds in registers where the vector module is there, and the engine's own tile on
 * operands in the first cache. The faster of the two, and the best of many turns, is the peak.
 */
final class Peak {

  private static final int TURNS = 300;
  private static final int CALLS = 50;
  private static final int STEPS = 2_000;
  private static final int DEPTH = 256;

  private volatile float sink;

  private Peak() {}

  /** Floating-point operations per second on all threads of the engine together, in 10⁹. */
  static double gigaflops(Engine engine) {
    Peak peak = new Peak();
    double tiles = best(engine, peak.tiles(engine), tileFlops(engine));
    if (!engine.kernels().name().startsWith("vector")) {
      return tiles;
    }
    double chains = best(engine, peak::chains, VectorPeak.flops(STEPS) * CALLS);
    return Math.max(tiles, chains);
  }

  private static double best(Engine engine, Runnable work, double flops) {
    int chunks = 4 * engine.parallel().threads();
    double best = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      long start = System.nanoTime();
      engine.parallel().forEach(chunks, _ -> work.run());
      best = Math.max(best, chunks * flops / (System.nanoTime() - start));
    }
    return best;
  }

  private void chains() {
    float sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += VectorPeak.run(STEPS, 0.5f);
    }
    sink = sum;
  }

  private static double tileFlops(Engine engine) {
    return 2.0 * engine.kernels().tileRows() * engine.kernels().tileColumns() * DEPTH * CALLS;
  }

  private Runnable tiles(Engine engine) {
    int rows = engine.kernels().tileRows();
    int columns = engine.kernels().tileColumns();
    return () -> {
      float[] a = new float[rows * DEPTH];
      float[] b = new float[columns * DEPTH];
      float[] c = new float[rows * columns];
      Arrays.fill(a, 1e-3f);
      Arrays.fill(b, 1e-3f);
      int[] starts = new int[rows];
      Arrays.setAll(starts, i -> i);
      TileWalk walk = new TileWalk(1, DEPTH, rows, 0, columns, 0);
      for (int i = 0; i < CALLS; i++) {
        engine.kernels().tile(walk, a, starts, b, 0, c, 0, columns);
      }
      sink = c[0];
    };
  }
}
