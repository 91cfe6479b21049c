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

  /** Fewer blocks cannot be shared out evenly; then the work inside of one block is. */
  private static final int FEWEST_BLOCKS = 8;

  /** Tiles of a piece of work inside of a block. */
  private static final int CHUNK_TILES = 4;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final PositionMatrices u;
  private final TilePlan plan;
  private final int blockTiles;

  /**
   * Prepares a convolution.
   *
   * @param geometry extents
   * @param u transformed kernels, from the channels of {@code geometry} to its output channels
   */
  private WinogradConvolution(Engine engine, ConvolutionGeometry geometry, PositionMatrices u) {
    this.engine = engine;
    this.g = geometry;
    this.u = u;
    plan = new TilePlan(g.batch(), g.outputHeight(), g.outputWidth());
    int tileRows = engine.kernels().tileRows();
    int size = Math.ceilDiv(BLOCK_TILES, tileRows) * tileRows;
    blockTiles = plan.count() < FEWEST_BLOCKS * size ? plan.count() : size;
  }

  /** As {@link Convolution#forward}. */
  static void forward(
      Engine engine,
      ConvolutionGeometry g,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    PositionMatrices u = WinogradWeights.forward(engine, g, weights);
    new WinogradConvolution(engine, g, u).run(x, bias, y);
    u.giveBack(engine);
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
    PositionMatrices u = WinogradWeights.turned(engine, g, weights);
    new WinogradConvolution(engine, turned, u).run(dy, null, dx);
    u.giveBack(engine);
  }

  /** Overwrites {@code y}. */
  private void run(float[] x, float @Nullable [] bias, float[] y) {
    if (plan.count() == 0) {
      return;
    }
    TileReader reader = TileReader.ofInput(engine, plan, g, x);
    int blocks = Math.ceilDiv(plan.count(), blockTiles);
    if (bias == null) {
      float[] zeros = engine.buffers().borrow(g.outputChannels());
      Arrays.fill(zeros, 0);
      engine.parallel().forEach(blocks, b -> runBlock(b * blockTiles, reader, zeros, y));
      engine.buffers().giveBack(zeros);
    } else {
      engine.parallel().forEach(blocks, b -> runBlock(b * blockTiles, reader, bias, y));
    }
  }

  private void runBlock(int first, TileReader reader, float[] bias, float[] y) {
    int count = Math.min(blockTiles, plan.count() - first);
    PositionMatrices v = PositionMatrices.borrow(engine, blockTiles, g.channels());
    PositionMatrices m = PositionMatrices.borrow(engine, blockTiles, g.outputChannels());
    reader.read(first, count, v);
    engine
        .parallel()
        .forEach(
            WinogradKernels.POSITIONS * m.panels(),
            chunk -> multiply(chunk / m.panels(), chunk % m.panels(), count, v, m));
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

  /** The products at a position: tiles × channels by channels × the output channels of a panel. */
  private void multiply(
      int position, int panel, int count, PositionMatrices v, PositionMatrices m) {
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
      int start = u.start(position, panel, 0);
      kernels.tilePart(walk, v.data(), rows, u.data(), start, m.data(), to, width, used, columns);
      if (rest.segmentLength() > 0) {
        for (int r = 0; r < tileRows; r++) {
          rows[r] += whole * v.panelStep();
        }
        int from = u.start(position, panel, whole * width);
        kernels.tilePart(rest, v.data(), rows, u.data(), from, m.data(), to, width, used, columns);
      }
    }
  }

  private void write(int first, int from, int to, PositionMatrices m, float[] bias, float[] y) {
    WinogradKernels kernels = engine.kernels().winograd();
    int size = WinogradKernels.OUTPUT;
    PixelGrid image = new PixelGrid(g.outputWidth() * g.outputChannels(), g.outputChannels());
    PixelGrid patchGrid = new PixelGrid(size * m.width(), m.width());
    float[] scratch = engine.buffers().borrow(kernels.scratchSize());
    float[] patch = engine.buffers().borrow(size * size * m.width());
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
          paste(patch, rows, columns, used, y, target);
        }
      }
    }
    engine.buffers().giveBack(patch);
    engine.buffers().giveBack(scratch);
  }

  /** Copies what of a tile lies inside the image. */
  private void paste(float[] patch, int rows, int columns, int used, float[] y, int target) {
    int pixelStep = u.width();
    int channels = g.outputChannels();
    for (int i = 0; i < rows; i++) {
      int from = i * WinogradKernels.OUTPUT * pixelStep;
      int to = target + i * g.outputWidth() * channels;
      engine.kernels().copyBlock(patch, from, pixelStep, y, to, channels, columns, used);
    }
  }
}
