package dev.alq.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by a {@link WinogradFiltering}, or the gradient at its input. Tiles are
 * transformed, at each position the matrix of tiles × channels is multiplied by that of the
 * kernels, and the products are transformed back. What is computed for a tile depends on neither
 * the batch nor the tile's place in it.
 */
final class WinogradConvolution {

  /** Tiles of a block: its transformed input and its products stay in a second-level cache. */
  private static final int BLOCK_TILES = 32;

  /** Fewer blocks cannot be shared out evenly; then the work inside of each is shared out. */
  private static final int FEWEST_BLOCKS = 8;

  /**
   * As long as the transformed input of all tiles stays in the cache, kernels are transformed where
   * they are used: for few tiles, writing all of them down would take longer than the products.
   */
  private static final int MOST_BLOCKS_BY_PANELS = 2;

  private final Engine engine;
  private final WinogradFiltering filtering;
  private final int tiles;
  private final int channels;
  private final int results;
  private final TileReader reader;
  private final TileWriter writer;
  private final int blockTiles;

  /** From some transformed tiles to their products. */
  private interface Products {
    void run(int count, PositionMatrices v, PositionMatrices m);
  }

  private WinogradConvolution(
      Engine engine,
      WinogradFiltering filtering,
      int tiles,
      int channels,
      int results,
      TileReader reader,
      TileWriter writer) {
    this.engine = engine;
    this.filtering = filtering;
    this.tiles = tiles;
    this.channels = channels;
    this.results = results;
    this.reader = reader;
    this.writer = writer;
    int tileRows = engine.kernels().tileRows();
    blockTiles = Math.ceilDiv(BLOCK_TILES, tileRows) * tileRows;
  }

  private static WinogradConvolution ofOutput(
      Engine engine, ConvolutionGeometry g, float[] x, float @Nullable [] bias, float[] y) {
    WinogradFiltering filtering = WinogradFiltering.of(g);
    return new WinogradConvolution(
        engine,
        filtering,
        TilePlan.of(g, filtering).count(),
        g.channels(),
        g.outputChannels(),
        TileReader.ofInput(engine, filtering, g, x),
        new OutputWriter(engine, filtering, g, bias, y));
  }

  /** As {@link Convolution#forward}. */
  static void forward(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    ofOutput(engine, g, x, bias, y).run(WinogradWeights.forward(engine, g, weights));
  }

  /** As {@link Convolution#forward} with kernels that have been transformed. */
  static void forward(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      PositionMatrices u,
      float @Nullable [] bias,
      float[] y) {
    ofOutput(engine, g, x, bias, y).run(u);
  }

  /** As {@link Convolution#backwardData}: all transforms transposed, from the last to the first. */
  static void backwardData(
      Engine engine, ConvolutionGeometry g, float[] dy, float[] weights, float[] dx) {
    WinogradFiltering filtering = WinogradFiltering.of(g);
    new WinogradConvolution(
            engine,
            filtering,
            TilePlan.of(g, filtering).count(),
            g.outputChannels(),
            g.channels(),
            TileReader.ofOutputGradient(engine, filtering, g, dy),
            new InputGradientWriter(engine, filtering, g, dx))
        .run(WinogradWeights.transposed(engine, g, weights));
  }

  private void run(WinogradWeights weights) {
    if (tiles <= blockTiles * MOST_BLOCKS_BY_PANELS) {
      Products products =
          (count, v, m) ->
              engine
                  .parallel()
                  .forEach(m.panels(), panel -> multiplyPanel(weights, panel, count, v, m));
      if (tiles > 0) {
        runBlock(0, tiles, products);
      }
    } else {
      PositionMatrices u = weights.all();
      run(u);
      u.giveBack(engine);
    }
  }

  private void run(PositionMatrices u) {
    Products products = (count, v, m) -> multiplyAll(u, count, v, m);
    int together = writer.inseparable();
    int size = Math.ceilDiv(blockTiles, together) * together;
    if (tiles < FEWEST_BLOCKS * size) {
      int large = FEWEST_BLOCKS * blockTiles;
      for (int first = 0; first < tiles; first += large) {
        runBlock(first, Math.min(large, tiles - first), products);
      }
    } else {
      engine
          .parallel()
          .forEach(
              Math.ceilDiv(tiles, size),
              block -> {
                int end = Math.min(tiles, (block + 1) * size);
                for (int first = block * size; first < end; first += blockTiles) {
                  runBlock(first, Math.min(blockTiles, end - first), products);
                }
              });
    }
  }

  /** In parallel unless this is part of something that is. */
  private void runBlock(int first, int count, Products products) {
    PositionMatrices v = PositionMatrices.borrowLeft(engine, filtering, count, channels);
    PositionMatrices m = PositionMatrices.borrow(engine, filtering, count, results);
    reader.read(first, count, v);
    products.run(count, v, m);
    writer.write(first, count, m);
    m.giveBack(engine);
    v.giveBack(engine);
  }

  private void multiplyAll(PositionMatrices u, int count, PositionMatrices v, PositionMatrices m) {
    TileWalk[] walks = walks(v, m.width());
    engine
        .parallel()
        .forEach(
            filtering.positions() * m.panels(),
            chunk -> {
              int position = chunk / m.panels();
              int panel = chunk % m.panels();
              int from = u.start(position, panel, 0);
              multiply(walks, position, count, v, u.data(), from, m, panel);
            });
  }

  /** Transforms a panel of the kernels and multiplies by it. */
  private void multiplyPanel(
      WinogradWeights weights, int panel, int count, PositionMatrices v, PositionMatrices m) {
    PositionMatrices u = weights.panel(panel);
    TileWalk[] walks = walks(v, m.width());
    for (int position = 0; position < filtering.positions(); position++) {
      int from = u.start(position, 0, 0);
      multiply(walks, position, count, v, u.data(), from, m, panel);
    }
    u.giveBack(engine);
  }

  /** Along the channels of {@code v}: all whole panels and, if there are more, the rest. */
  private static TileWalk[] walks(PositionMatrices v, int width) {
    int whole = v.columns() / v.width();
    int rest = v.columns() % v.width();
    TileWalk walk = new TileWalk(whole, v.width(), 1, v.panelStep(), width, v.width() * width);
    return rest == 0
        ? new TileWalk[] {walk}
        : new TileWalk[] {walk, new TileWalk(1, rest, 1, 0, width, 0)};
  }

  /** The products at a position: tiles × channels by channels × a panel of results. */
  private void multiply(
      TileWalk[] walks,
      int position,
      int count,
      PositionMatrices v,
      float[] u,
      int from,
      PositionMatrices m,
      int panel) {
    Kernels kernels = engine.kernels();
    int width = m.width();
    int columns = m.used(panel);
    int[] rows = new int[kernels.tileRows()];
    for (int t = 0; t < count; t += rows.length) {
      int to = m.start(position, panel, t);
      int used = Math.min(rows.length, count - t);
      Arrays.fill(m.data(), to, to + used * width, 0);
      int firstPanel = 0;
      for (TileWalk walk : walks) {
        for (int r = 0; r < rows.length; r++) {
          rows[r] = v.start(position, firstPanel, Math.min(t + r, count - 1));
        }
        int at = from + firstPanel * v.width() * width;
        kernels.tilePart(walk, v.data(), rows, u, at, m.data(), to, width, used, columns);
        firstPanel += walk.segments();
      }
    }
  }
}
