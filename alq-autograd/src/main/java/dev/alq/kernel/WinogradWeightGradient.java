package dev.alq.kernel;

import java.util.Arrays;

/**
 * The gradient of a convolution's weights by a {@link WinogradFiltering}, {@code dg = Gᵀ[Σ (Bᵀ d B)
 * ⊙ (A dY Aᵀ)]G} over all tiles: at each position a product of output channels × tiles by tiles ×
 * channels. Tiles are taken in blocks whose transforms all threads share, so that there is one sum
 * per position and it runs over the tiles in order.
 */
final class WinogradWeightGradient {

  /** Tiles of a block: enough to pay for adding to the sums, few enough to stay in the cache. */
  private static final int BLOCK_TILES = 128;

  /** Output channels of a piece of work when the sums are transformed back. */
  private static final int CHUNK_OUTPUTS = 4;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final WinogradFiltering filtering;
  private final TilePlan plan;
  private final int blockTiles;

  WinogradWeightGradient(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
    filtering = WinogradFiltering.of(g);
    plan = TilePlan.of(g, filtering);
    blockTiles = Math.min(plan.count(), BLOCK_TILES);
  }

  /** Overwrites {@code dw}. */
  void run(float[] x, float[] dy, float[] dw) {
    if (plan.count() == 0) {
      Arrays.fill(dw, 0, g.weightSize(), 0);
      return;
    }
    TileReader inputs = TileReader.ofInput(engine, filtering, g, x);
    TileReader gradients = TileReader.ofOutputGradient(engine, filtering, g, dy);
    PositionMatrices v = PositionMatrices.borrow(engine, filtering, blockTiles, g.channels());
    PositionMatrices z =
        PositionMatrices.borrowLeft(engine, filtering, blockTiles, g.outputChannels());
    PositionMatrices sums =
        PositionMatrices.borrow(engine, filtering, g.outputChannels(), g.channels());
    for (int first = 0; first < plan.count(); first += blockTiles) {
      int count = Math.min(blockTiles, plan.count() - first);
      boolean fresh = first == 0;
      inputs.read(first, count, v);
      gradients.read(first, count, z);
      engine
          .parallel()
          .forEach(
              filtering.positions() * v.panels(),
              chunk -> {
                int position = chunk / v.panels();
                int panel = chunk % v.panels();
                if (fresh) {
                  int start = sums.start(position, panel, 0);
                  Arrays.fill(sums.data(), start, start + sums.panelStep(), 0);
                }
                multiply(position, panel, count, z, v, sums);
              });
    }
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(g.outputChannels(), CHUNK_OUTPUTS),
            chunk -> write(chunk * CHUNK_OUTPUTS, sums, dw));
    sums.giveBack(engine);
    z.giveBack(engine);
    v.giveBack(engine);
  }

  /** Adds the products at a position: output channels × tiles by tiles × a panel's channels. */
  private void multiply(
      int position,
      int panel,
      int count,
      PositionMatrices z,
      PositionMatrices v,
      PositionMatrices sums) {
    Kernels kernels = engine.kernels();
    int width = v.width();
    TileWalk walk = new TileWalk(1, count, z.width(), 0, width, 0);
    int[] rows = new int[kernels.tileRows()];
    int from = v.start(position, panel, 0);
    for (int o = 0; o < g.outputChannels(); o += rows.length) {
      for (int r = 0; r < rows.length; r++) {
        int output = Math.min(o + r, g.outputChannels() - 1);
        rows[r] = z.start(position, output / z.width(), 0) + output % z.width();
      }
      int to = sums.start(position, panel, o);
      int used = Math.min(rows.length, g.outputChannels() - o);
      kernels.tilePart(
          walk, z.data(), rows, v.data(), from, sums.data(), to, width, used, v.used(panel));
    }
  }

  private void write(int firstOutput, PositionMatrices sums, float[] dw) {
    WinogradKernels kernels = engine.kernels().winograd(filtering);
    PixelGrid taps = new PixelGrid(filtering.taps() * g.channels(), g.channels());
    float[] scratch = engine.buffers().borrowAtLeast(kernels.scratchSize());
    int end = Math.min(g.outputChannels(), firstOutput + CHUNK_OUTPUTS);
    for (int o = firstOutput; o < end; o++) {
      for (int p = 0; p < sums.panels(); p++) {
        int at = sums.start(0, p, o);
        int to = o * g.depth() + p * sums.width();
        kernels.weightGradientTile(
            sums.data(), at, sums.grid(), dw, to, taps, sums.used(p), scratch);
      }
    }
    engine.buffers().giveBack(scratch);
  }
}
