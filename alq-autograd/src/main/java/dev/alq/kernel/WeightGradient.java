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

  /** Enough for a chunk to compute with what it reads of the images and of the gradient. */
  private static final int CHUNK_ROW_TILES = 32;

  /** Where few pixels are added at once, few enough for a chunk's sums to stay in the cache. */
  private static final int SHORT_CHUNK_ROW_TILES = 4;

  private static final int SHORT_PIXELS = 128;

  private static final int BLOCK_PIXELS = 512;
  private static final int FEW_ROW_TILES = 8;
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
    blockRows = Math.clamp(BLOCK_PIXELS / g.outputWidth(), 1, g.outputHeight());
    copies = columnStep / panelWidth >= FEWEST_PANELS_TO_COPY_FOR;
    int imagePixels = g.outputHeight() * g.outputWidth();
    blockImages = copies ? Math.max(1, BLOCK_PIXELS / imagePixels) : 1;
    boolean shortSums = blockImages * imagePixels < SHORT_PIXELS;
    int chunkTiles = shortSums ? SHORT_CHUNK_ROW_TILES : CHUNK_ROW_TILES;
    rowChunks = Math.clamp(rowTiles / chunkTiles, 1, WANTED_CHUNKS);
    imageGroups = Math.clamp(WANTED_CHUNKS / rowChunks, 1, Math.max(1, g.batch()));
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
    return rowTiles <= FEW_ROW_TILES && Panels.readable(engine.kernels(), matrix)
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
    private Outputs rows;
    private Outputs columns;

    Chunk(int group, int rowChunk, BorderedImages images, Panels panels, float[] partials) {
      this.group = group;
      this.firstTile = rowTiles * rowChunk / rowChunks;
      this.endTile = rowTiles * (rowChunk + 1) / rowChunks;
      this.images = images;
      this.panels = panels;
      this.partials = partials;
      Arrays.setAll(packedRows, r -> r);
      rows = Outputs.all(g.outputHeight());
      columns = Outputs.all(g.outputWidth());
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
          Outputs block = new Outputs(row, Math.min(row + blockRows, g.outputHeight()));
          for (int tile = firstTile; tile < endTile; tile++) {
            findTaps(tile);
            addBlock(n, imageCount, block, packed, start + tile * tileSize);
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
      if (g.channels() % tileRows == 0) {
        int tap = tile * tileRows / g.channels();
        rows = Outputs.of(tap / g.kernelWidth(), g.height(), g.outputHeight(), g);
        columns = Outputs.of(tap % g.kernelWidth(), g.width(), g.outputWidth(), g);
      }
    }

    /** Adds what the pixels of some rows of some images contribute; one image in place. */
    private void addBlock(int n, int imageCount, Outputs block, float[] packed, int cOffset) {
      Outputs inside = block.and(rows);
      if (inside.count() == 0) {
        return;
      }
      if (imageCount > 1 && inside.count() < g.outputHeight()) {
        // No walk leaves out rows and columns of several images; rows leave longer runs.
        columns = Outputs.all(g.outputWidth());
      }
      if (copies) {
        pack(n, imageCount, inside, packed);
        addPacked(n, imageCount, inside, packed, cOffset);
      } else {
        addInPlace(n, inside, cOffset);
      }
    }

    /** Copies what the taps see, pixel by pixel. */
    private void pack(int firstImage, int imageCount, Outputs block, float[] packed) {
      int pixelStep = g.stride() * images.channels();
      int to = 0;
      for (int n = firstImage; n < firstImage + imageCount; n++) {
        for (int row = block.from; row < block.to; row++) {
          int from = pixel(n, row);
          engine
              .kernels()
              .gather(images.data(), from, pixelStep, columns.count(), taps, packed, to);
          to += columns.count() * tileRows;
        }
      }
    }

    private void addPacked(int n, int imageCount, Outputs block, float[] packed, int cOffset) {
      int bStep = panels.rowStep();
      boolean wholeRows = columns.count() == g.outputWidth();
      int segments = wholeRows ? imageCount : imageCount * block.count();
      int length = wholeRows ? block.count() * g.outputWidth() : columns.count();
      int pixels = wholeRows ? g.outputHeight() * g.outputWidth() : g.outputWidth();
      TileWalk walk =
          new TileWalk(segments, length, tileRows, length * tileRows, bStep, pixels * bStep);
      addTile(walk.joined(), packed, packedRows, n, block.from, cOffset);
    }

    private void addInPlace(int n, Outputs block, int cOffset) {
      int start = pixel(n, block.from);
      for (int r = 0; r < tileRows; r++) {
        taps[r] += start;
      }
      int bStep = panels.rowStep();
      TileWalk walk =
          new TileWalk(
              block.count(),
              columns.count(),
              g.stride() * images.channels(),
              g.stride() * images.rowSize(),
              bStep,
              g.outputWidth() * bStep);
      addTile(walk, images.data(), taps, n, block.from, cOffset);
    }

    /** Where the first wanted pixel of a row of an image lies. */
    private int pixel(int n, int row) {
      return imageStart(n)
          + row * g.stride() * images.rowSize()
          + columns.from * g.stride() * images.channels();
    }

    private int imageStart(int n) {
      return n * (g.channels() / images.channels()) * images.imageSize();
    }

    private void addTile(TileWalk walk, float[] a, int[] aRows, int n, int row, int cOffset) {
      int firstPixel = (n * g.outputHeight() + row) * g.outputWidth() + columns.from;
      for (int p = 0; p < panels.count(); p++) {
        int bOffset = panels.start(p) + firstPixel * panels.rowStep();
        int to = cOffset + p * tileRows * panelWidth;
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
                panelWidth,
                usedRows,
                columns);
      }
    }
  }

  /** Rows or columns of the output, half-open. */
  private record Outputs(int from, int to) {

    static Outputs all(int count) {
      return new Outputs(0, count);
    }

    /** Those at which a tap sees a pixel inside the image. */
    static Outputs of(int tap, int size, int outputs, ConvolutionGeometry g) {
      int first = Math.max(0, Math.ceilDiv(g.padding() - tap, g.stride()));
      int last = Math.floorDiv(size - 1 + g.padding() - tap, g.stride());
      return new Outputs(first, Math.max(first, Math.min(outputs, last + 1)));
    }

    Outputs and(Outputs other) {
      int first = Math.max(from, other.from);
      return new Outputs(first, Math.max(first, Math.min(to, other.to)));
    }

    int count() {
      return to - from;
    }
  }

  private void addPartials(float[] partials, int partialSize, float[] dw) {
    int tileSize = tileRows * columnStep;
    engine
        .parallel()
        .forEach(
            rowTiles,
            tile -> {
              for (int p = 0; p < columnStep / panelWidth; p++) {
                int from = tile * tileSize + p * tileRows * panelWidth;
                writePanel(partials, partialSize, from, tile * tileRows, p * panelWidth, dw);
              }
            });
  }

  /** Writes the sums of some taps and output channels, those of all groups added in order. */
  private void writePanel(
      float[] partials, int partialSize, int from, int firstTap, int firstOutput, float[] dw) {
    int taps = Math.min(tileRows, g.depth() - firstTap);
    int outputs = Math.min(panelWidth, g.outputChannels() - firstOutput);
    for (int o = 0; o < outputs; o++) {
      int to = (firstOutput + o) * g.depth() + firstTap;
      for (int r = 0; r < taps; r++) {
        float sum = 0;
        for (int group = 0; group < imageGroups; group++) {
          sum += partials[group * partialSize + from + r * panelWidth + o];
        }
        dw[to + r] = sum;
      }
    }
  }
}
