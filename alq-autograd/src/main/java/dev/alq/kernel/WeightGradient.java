package dev.alq.kernel;

import java.util.Arrays;

/**
 * The gradient of a convolution's weights as tiles of taps × output channels, summed over pixels.
 * Where the result is large its tiles are shared out; where it is small the images are cut into a
 * number of groups that depends on the shape alone, whose partial sums are added in order.
 */
final class WeightGradient {

  private static final int WANTED_CHUNKS = 16;
  private static final int TILES_PER_CHUNK = 18;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final int tileRows;
  private final int panelWidth;
  private final int panelCount;
  private final int paddedDepth;
  private final int columnStep;
  private final int rowTilesPerChunk;
  private final int rowChunks;
  private final int imageGroups;

  WeightGradient(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
    tileRows = engine.kernels().tileRows();
    panelWidth = engine.kernels().tileColumns();
    panelCount = Math.ceilDiv(g.outputChannels(), panelWidth);
    int rowTiles = Math.ceilDiv(g.depth(), tileRows);
    paddedDepth = rowTiles * tileRows;
    columnStep = panelCount * panelWidth;
    rowTilesPerChunk = Math.min(rowTiles, TILES_PER_CHUNK);
    rowChunks = Math.ceilDiv(rowTiles, rowTilesPerChunk);
    long chunksPerGroup = (long) rowChunks * panelCount;
    imageGroups = Math.clamp(WANTED_CHUNKS / chunksPerGroup, 1, Math.max(1, g.batch()));
  }

  void run(float[] x, float[] dy, float[] dw) {
    if (g.batch() == 0) {
      Arrays.fill(dw, 0);
      return;
    }
    BorderedImages images =
        BorderedImages.surround(
            engine, x, g.batch(), g.height(), g.width(), g.channels(), g.padding());
    int pixels = g.batch() * g.outputHeight() * g.outputWidth();
    Panels panels = Panels.pack(engine, MatrixView.of(dy, pixels, g.outputChannels()));
    int partialSize = paddedDepth * columnStep;
    float[] partials = engine.buffers().borrow(imageGroups * partialSize);
    int perGroup = rowChunks * panelCount;
    engine
        .parallel()
        .forEach(
            imageGroups * perGroup,
            chunk ->
                sumTiles(
                    images,
                    panels,
                    partials,
                    chunk / perGroup,
                    chunk % perGroup / panelCount,
                    chunk % panelCount));
    addPartials(partials, partialSize, dw);
    engine.buffers().giveBack(partials);
    panels.giveBack(engine);
    images.giveBack(engine);
  }

  private void sumTiles(
      BorderedImages images, Panels panels, float[] partials, int group, int rowChunk, int panel) {
    int firstTile = rowChunk * rowTilesPerChunk;
    int endTile = Math.min(firstTile + rowTilesPerChunk, paddedDepth / tileRows);
    int cStart = group * paddedDepth * columnStep + panel * panelWidth;
    for (int row = firstTile * tileRows; row < endTile * tileRows; row++) {
      int start = cStart + row * columnStep;
      Arrays.fill(partials, start, start + panelWidth, 0);
    }
    TileWalk walk =
        new TileWalk(
            g.outputHeight(),
            g.outputWidth(),
            g.stride() * g.channels(),
            g.stride() * images.rowSize(),
            panelWidth,
            g.outputWidth() * panelWidth);
    int pixelsPerImage = g.outputHeight() * g.outputWidth();
    int[] aRows = new int[tileRows];
    int firstImage = (int) ((long) g.batch() * group / imageGroups);
    int endImage = (int) ((long) g.batch() * (group + 1) / imageGroups);
    for (int n = firstImage; n < endImage; n++) {
      int bOffset = panels.start(panel) + n * pixelsPerImage * panelWidth;
      for (int tile = firstTile; tile < endTile; tile++) {
        for (int r = 0; r < tileRows; r++) {
          aRows[r] = n * images.imageSize() + tapOffset(images, tile * tileRows + r);
        }
        int cOffset = cStart + tile * tileRows * columnStep;
        engine
            .kernels()
            .tile(
                walk, images.data(), aRows, panels.data(), bOffset, partials, cOffset, columnStep);
      }
    }
  }

  /** Where tap (h, w, c) lies from the first; rows beyond the last tap repeat it. */
  private int tapOffset(BorderedImages images, int tap) {
    int t = Math.min(tap, g.depth() - 1);
    int c = t % g.channels();
    int w = t / g.channels() % g.kernelWidth();
    int h = t / g.channels() / g.kernelWidth();
    return h * images.rowSize() + w * images.channels() + c;
  }

  private void addPartials(float[] partials, int partialSize, float[] dw) {
    engine
        .parallel()
        .forEach(
            g.outputChannels(),
            o -> {
              for (int tap = 0; tap < g.depth(); tap++) {
                float sum = 0;
                for (int group = 0; group < imageGroups; group++) {
                  sum += partials[group * partialSize + tap * columnStep + o];
                }
                dw[o * g.depth() + tap] = sum;
              }
            });
  }
}
