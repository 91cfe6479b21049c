package dev.alq.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A 3×3 convolution of stride 1 by Winograd's minimal filtering F(4×4, 3×3): per tile of 4×4 output
 * pixels 36 products instead of 144. Input tiles are transformed, at each of the 36 positions the
 * matrix of tiles × channels is multiplied by that of the kernels, and the products are transformed
 * back. What is computed for a tile depends on neither the batch nor the tile's place in it.
 */
final class WinogradConvolution {

  /** Tiles of a block: its transformed input and its products stay in a second-level cache. */
  private static final int BLOCK_TILES = 32;

  /** Fewer blocks cannot be shared out evenly; then one takes all and its work is shared out. */
  private static final int FEWEST_BLOCKS = 8;

  /**
   * As long as the transformed input of all tiles stays in the cache, kernels are transformed where
   * they are used: for few tiles, writing all of them down would take longer than the products.
   */
  private static final int MOST_BLOCKS_BY_PANELS = 2;

  /** Tiles of a piece of work inside of a block. */
  private static final int CHUNK_TILES = 4;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final TilePlan plan;
  private final int blockTiles;

  /** From the transformed input of some tiles to their transformed output. */
  private interface Products {
    void run(int count, PositionMatrices v, PositionMatrices m);
  }

  private WinogradConvolution(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
    plan = new TilePlan(g.batch(), g.outputHeight(), g.outputWidth());
    int tileRows = engine.kernels().tileRows();
    blockTiles = Math.ceilDiv(BLOCK_TILES, tileRows) * tileRows;
  }

  /** As {@link Convolution#forward}. */
  static void forward(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    WinogradWeights kernels = WinogradWeights.forward(engine, g, weights);
    new WinogradConvolution(engine, g).run(kernels, x, bias, y);
  }

  /** As {@link Convolution#forward} with kernels that have been transformed. */
  static void forward(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      PositionMatrices u,
      float @Nullable [] bias,
      float[] y) {
    new WinogradConvolution(engine, g).run(u, x, bias, y);
  }

  /** As {@link Convolution#backwardData}: a convolution with the kernels turned by half a turn. */
  static void backwardData(
      Engine engine, ConvolutionGeometry g, float[] dy, float[] weights, float[] dx) {
    ConvolutionGeometry turned =
        new ConvolutionGeometry(
            g.batch(),
            g.outputHeight(),
            g.outputWidth(),
            g.outputChannels(),
            g.channels(),
            g.kernelHeight(),
            g.kernelWidth(),
            1,
            g.kernelHeight() - 1 - g.padding());
    WinogradWeights kernels = WinogradWeights.turned(engine, g, weights);
    new WinogradConvolution(engine, turned).run(kernels, dy, null, dx);
  }

  /** Overwrites {@code y}. */
  private void run(WinogradWeights weights, float[] x, float @Nullable [] bias, float[] y) {
    if (plan.count() <= blockTiles * MOST_BLOCKS_BY_PANELS) {
      Products products =
          (count, v, m) ->
              engine
                  .parallel()
                  .forEach(m.panels(), panel -> multiplyPanel(weights, panel, count, v, m));
      runBlocks(plan.count(), products, x, bias, y);
    } else {
      PositionMatrices u = weights.all();
      run(u, x, bias, y);
      u.giveBack(engine);
    }
  }

  /** Overwrites {@code y}. */
  private void run(PositionMatrices u, float[] x, float @Nullable [] bias, float[] y) {
    int tiles = plan.count();
    int size = tiles < FEWEST_BLOCKS * blockTiles ? tiles : blockTiles;
    runBlocks(size, (count, v, m) -> multiplyAll(u, count, v, m), x, bias, y);
  }

  private void runBlocks(
      int size, Products products, float[] x, float @Nullable [] bias, float[] y) {
    TileReader reader = TileReader.ofInput(engine, plan, g, x);
    float[] terms = bias;
    if (terms == null) {
      terms = engine.buffers().borrowAtLeast(g.outputChannels());
      Arrays.fill(terms, 0);
    }
    float[] start = terms;
    engine
        .parallel()
        .forEach(
            plan.count() == 0 ? 0 : Math.ceilDiv(plan.count(), size),
            block -> {
              int first = block * size;
              int count = Math.min(size, plan.count() - first);
              runBlock(first, count, products, reader, start, y);
            });
    if (bias == null) {
      engine.buffers().giveBack(terms);
    }
  }

  /**
   * From the input of some tiles to their output, in parallel unless this is part of something that
   * is.
   */
  private void runBlock(
      int first, int count, Products products, TileReader reader, float[] bias, float[] y) {
    PositionMatrices v = PositionMatrices.borrow(engine, count, g.channels());
    PositionMatrices m = PositionMatrices.borrow(engine, count, g.outputChannels());
    reader.read(first, count, v);
    products.run(count, v, m);
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(count, CHUNK_TILES),
            chunk -> {
              int from = chunk * CHUNK_TILES;
              write(first, from, Math.min(count, from + CHUNK_TILES), m, bias, y);
            });
    m.giveBack(engine);
    v.giveBack(engine);
  }

  private void multiplyAll(PositionMatrices u, int count, PositionMatrices v, PositionMatrices m) {
    engine
        .parallel()
        .forEach(
            WinogradKernels.POSITIONS * m.panels(),
            chunk -> {
              int position = chunk / m.panels();
              int panel = chunk % m.panels();
              int from = u.start(position, panel, 0);
              multiply(position, count, v, u.data(), from, m, panel);
            });
  }

  /** Transforms a panel of the kernels and multiplies by it. */
  private void multiplyPanel(
      WinogradWeights weights, int panel, int count, PositionMatrices v, PositionMatrices m) {
    PositionMatrices u = weights.panel(panel);
    for (int position = 0; position < WinogradKernels.POSITIONS; position++) {
      multiply(position, count, v, u.data(), u.start(position, 0, 0), m, panel);
    }
    u.giveBack(engine);
  }

  /** The products at a position: tiles × channels by channels × a panel of output channels. */
  private void multiply(
      int position,
      int count,
      PositionMatrices v,
      float[] u,
      int from,
      PositionMatrices m,
      int panel) {
    Kernels kernels = engine.kernels();
    int tileRows = kernels.tileRows();
    int width = v.width();
    int whole = v.columns() / width;
    TileWalk walk = new TileWalk(whole, width, 1, v.panelStep(), width, width * width);
    TileWalk rest = new TileWalk(1, v.columns() % width, 1, 0, width, 0);
    int columns = m.used(panel);
    int[] rows = new int[tileRows];
    for (int t = 0; t < count; t += tileRows) {
      int to = m.start(position, panel, t);
      int used = Math.min(tileRows, count - t);
      Arrays.fill(m.data(), to, to + used * width, 0);
      for (int r = 0; r < tileRows; r++) {
        rows[r] = v.start(position, 0, Math.min(t + r, count - 1));
      }
      kernels.tilePart(walk, v.data(), rows, u, from, m.data(), to, width, used, columns);
      if (rest.segmentLength() > 0) {
        for (int r = 0; r < tileRows; r++) {
          rows[r] += whole * v.panelStep();
        }
        int restFrom = from + whole * width * width;
        kernels.tilePart(rest, v.data(), rows, u, restFrom, m.data(), to, width, used, columns);
      }
    }
  }

  private void write(int first, int from, int to, PositionMatrices m, float[] bias, float[] y) {
    WinogradKernels kernels = engine.kernels().winograd();
    int size = WinogradKernels.OUTPUT;
    PixelGrid image = new PixelGrid(g.outputWidth() * g.outputChannels(), g.outputChannels());
    PixelGrid patchGrid = new PixelGrid(size * m.width(), m.width());
    float[] scratch = engine.buffers().borrowAtLeast(kernels.scratchSize());
    float[] patch = engine.buffers().borrowAtLeast(size * size * m.width());
    for (int t = from; t < to; t++) {
      int top = plan.top(first + t);
      int left = plan.left(first + t);
      int rows = Math.min(size, g.outputHeight() - top);
      int columns = Math.min(size, g.outputWidth() - left);
      int pixel = (plan.image(first + t) * g.outputHeight() + top) * g.outputWidth() + left;
      for (int p = 0; p < m.panels(); p++) {
        int o = p * m.width();
        int used = m.used(p);
        int at = m.start(0, p, t);
        int target = pixel * g.outputChannels() + o;
        if (rows == size && columns == size) {
          kernels.outputTile(m.data(), at, m.grid(), bias, o, y, target, image, used, scratch);
        } else {
          kernels.outputTile(m.data(), at, m.grid(), bias, o, patch, 0, patchGrid, used, scratch);
          paste(patch, m.width(), rows, columns, used, y, target);
        }
      }
    }
    engine.buffers().giveBack(patch);
    engine.buffers().giveBack(scratch);
  }

  /** Copies what of a tile lies inside the image. */
  private void paste(
      float[] patch, int pixelStep, int rows, int columns, int used, float[] y, int target) {
    int channels = g.outputChannels();
    for (int i = 0; i < rows; i++) {
      int from = i * WinogradKernels.OUTPUT * pixelStep;
      int to = target + i * g.outputWidth() * channels;
      engine.kernels().copyBlock(patch, from, pixelStep, y, to, channels, columns, used);
    }
  }
}
