package dev.alq.kernel;

import java.util.Arrays;

/**
 * The gradient of a convolution's weights as tiles of taps × output channels, summed over pixels.
 * Where there are many output channels, what the taps of a tile see is copied together once per
 * block of pixels; where there are few, the copy would cost more than it saves.
 *
 * <p>Where there are many taps their tiles are shared out; where there are few the images are cut
 * into a number of groups that depends on the shape alone, whose partial sums are added in order.
 */
final class WeightGradient {

  private static final int WANTED_CHUNKS = 16;
  private static final int BLOCK_PIXELS = 256;
  private static final int ROW_TILES_TO_READ_IN_PLACE = 8;
  private static final int FEWEST_PANELS_TO_COPY_FOR = 6;

  private final Engine engine;
  private final ConvolutionGeometry g;
  private final int tileRows;
  private final int panelWidth;
  private final int rowTiles;
  private final int columnStep;
  private final int rowChunks;
  private final int imageGroups;
  private final int blockRows;
  private final int blockImages;
  private final boolean copies;

  WeightGradient(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
    tileRows = engine.kernels().tileRows();
    panelWidth = engine.kernels().tileColumns();
    rowTiles = Math.ceilDiv(g.depth(), tileRows);
    columnStep = Math.ceilDiv(g.outputChannels(), panelWidth) * panelWidth;
    rowChunks = Math.min(rowTiles, WANTED_CHUNKS);
    imageGroups = Math.clamp(WANTED_CHUNKS / rowChunks, 1, Math.max(1, g.batch()));
    blockRows = Math.clamp(BLOCK_PIXELS / g.outputWidth(), 1, g.outputHeight());
    copies = columnStep / panelWidth >= FEWEST_PANELS_TO_COPY_FOR;
    int imagePixels = g.outputHeight() * g.outputWidth();
    blockImages = copies ? Math.max(1, BLOCK_PIXELS / imagePixels) : 1;
  }

  /** Overwrites {@code dw}. */
  void run(float[] x, float[] dy, float[] dw) {
    BorderedImages images = images(x);
    Panels panels = gradients(dy);
    int partialSize = rowTiles * tileRows * columnStep;
    float[] partials = engine.buffers().borrowAtLeast(imageGroups * partialSize);
    engine
        .parallel()
        .forEach(
            imageGroups * rowChunks,
            chunk ->
                new Chunk(chunk / rowChunks, chunk % rowChunks, images, panels, partials).run());
    addPartials(partials, partialSize, dw);
    engine.buffers().giveBack(partials);
    panels.giveBack(engine);
    images.giveBack(engine);
  }

  private Panels gradients(float[] dy) {
    int pixels = g.batch() * g.outputHeight() * g.outputWidth();
    MatrixView matrix = MatrixView.of(dy, pixels, g.outputChannels());
    return rowTiles <= ROW_TILES_TO_READ_IN_PLACE && Panels.readable(engine.kernels(), matrix)
        ? Panels.inPlace(engine.kernels(), matrix)
        : Panels.pack(engine, matrix);
  }

  /**
   * Channels are split so that what a tile reads in place lies in one run: a distance of many
   * channels between pixels, a power of two more often than not, would fill few sets of the cache.
   */
  private BorderedImages images(float[] x) {
    if (copies || g.channels() % tileRows != 0) {
      return BorderedImages.surround(
          engine, x, g.batch(), g.height(), g.width(), g.channels(), g.padding());
    }
    return BorderedImages.split(
        engine, x, g.batch(), g.height(), g.width(), g.channels(), g.padding(), tileRows);
  }

  /** The tiles of some taps, summed over the images of one group. */
  private final class Chunk {
    private final int group;
    private final int firstTile;
    private final int endTile;
    private final BorderedImages images;
    private final Panels panels;
    private final float[] partials;
    private final int[] packedRows = new int[tileRows];
    private final int[] taps = new int[tileRows];
    private int usedRows;

    Chunk(int group, int rowChunk, BorderedImages images, Panels panels, float[] partials) {
      this.group = group;
      this.firstTile = rowTiles * rowChunk / rowChunks;
      this.endTile = rowTiles * (rowChunk + 1) / rowChunks;
      this.images = images;
      this.panels = panels;
      this.partials = partials;
      Arrays.setAll(packedRows, r -> r);
    }

    void run() {
      int tileSize = tileRows * columnStep;
      int start = group * rowTiles * tileSize;
      Arrays.fill(partials, start + firstTile * tileSize, start + endTile * tileSize, 0);
      float[] packed =
          engine.buffers().borrowAtLeast(blockImages * blockRows * g.outputWidth() * tileRows);
      int firstImage = (int) ((long) g.batch() * group / imageGroups);
      int endImage = (int) ((long) g.batch() * (group + 1) / imageGroups);
      for (int n = firstImage; n < endImage; n += blockImages) {
        int imageCount = Math.min(blockImages, endImage - n);
        for (int row = 0; row < g.outputHeight(); row += blockRows) {
          int rows = Math.min(blockRows, g.outputHeight() - row);
          for (int tile = firstTile; tile < endTile; tile++) {
            findTaps(tile);
            int cOffset = start + tile * tileSize;
            if (copies) {
              int pixels = pack(n, imageCount, row, rows, packed);
              addPacked(n, row, pixels, packed, cOffset);
            } else {
              addInPlace(n, row, rows, cOffset);
            }
          }
        }
      }
      engine.buffers().giveBack(packed);
    }

    /** Where each tap (h, w, c) of a tile lies from the first; beyond the last, the last again. */
    private void findTaps(int tile) {
      usedRows = Math.min(tileRows, g.depth() - tile * tileRows);
      for (int r = 0; r < tileRows; r++) {
        int tap = Math.min(tile * tileRows + r, g.depth() - 1);
        int c = tap % g.channels();
        int w = tap / g.channels() % g.kernelWidth();
        int h = tap / g.channels() / g.kernelWidth();
        taps[r] =
            (c / images.channels()) * images.imageSize()
                + h * images.rowSize()
                + w * images.channels()
                + c % images.channels();
      }
    }

    /**
     * Copies what the taps see, pixel by pixel.
     *
     * @return the number of pixels
     */
    private int pack(int firstImage, int imageCount, int firstRow, int rows, float[] packed) {
      int pixelStep = g.stride() * images.channels();
      int pixels = 0;
      for (int n = firstImage; n < firstImage + imageCount; n++) {
        for (int row = firstRow; row < firstRow + rows; row++) {
          int from = imageStart(n) + row * g.stride() * images.rowSize();
          int to = pixels * tileRows;
          engine
              .kernels()
              .gather(images.data(), from, pixelStep, g.outputWidth(), taps, packed, to);
          pixels += g.outputWidth();
        }
      }
      return pixels;
    }

    private void addPacked(int n, int row, int pixels, float[] packed, int cOffset) {
      TileWalk walk = new TileWalk(1, pixels, tileRows, 0, panels.rowStep(), 0);
      addTile(walk, packed, packedRows, n, row, cOffset);
    }

    private void addInPlace(int n, int row, int rows, int cOffset) {
      int rowStep = g.stride() * images.rowSize();
      for (int r = 0; r < tileRows; r++) {
        taps[r] += imageStart(n) + row * rowStep;
      }
      int pixelStep = g.stride() * images.channels();
      int bStep = panels.rowStep();
      TileWalk walk =
          new TileWalk(rows, g.outputWidth(), pixelStep, rowStep, bStep, g.outputWidth() * bStep);
      addTile(walk, images.data(), taps, n, row, cOffset);
    }

    private int imageStart(int n) {
      return n * (g.channels() / images.channels()) * images.imageSize();
    }

    private void addTile(TileWalk walk, float[] a, int[] aRows, int n, int row, int cOffset) {
      int firstPixel = (n * g.outputHeight() + row) * g.outputWidth();
      for (int p = 0; p < panels.count(); p++) {
        int bOffset = panels.start(p) + firstPixel * panels.rowStep();
        int to = cOffset + p * panelWidth;
        int columns = Math.min(panelWidth, g.outputChannels() - p * panelWidth);
        engine
            .kernels()
            .tilePart(
                walk,
                a,
                aRows,
                panels.data(),
                bOffset,
                partials,
                to,
                columnStep,
                usedRows,
                columns);
      }
    }
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
