package dev.alq.kernel;

import java.util.Arrays;

/**
 * The gradient of a convolution at its input, in the one of two ways that multiplies less: as a
 * convolution of the output's gradient with the kernel turned by half a turn ("gather"), or by
 * adding each output pixel's share to the pixels it was computed from ("scatter"). The first wins
 * where padding keeps the size, the second at strides and where there is no padding.
 */
final class DataGradient {

  private final Engine engine;
  private final ConvolutionGeometry g;

  DataGradient(Engine engine, ConvolutionGeometry geometry) {
    this.engine = engine;
    this.g = geometry;
  }

  /** Overwrites {@code dx}. */
  void run(float[] dy, float[] weights, float[] dx) {
    if (gatherProducts() <= scatterProducts()) {
      gather(dy, weights, dx);
    } else {
      scatter(dy, weights, dx);
    }
  }

  private long gatherProducts() {
    return (long) g.height() * g.width() * g.kernelHeight() * g.kernelWidth() * wide(g.channels());
  }

  private long scatterProducts() {
    return (long) g.outputHeight()
        * g.outputWidth()
        * g.kernelHeight()
        * wide(g.kernelWidth() * g.channels());
  }

  /** Columns that are computed for {@code columns} wanted ones. */
  private int wide(int columns) {
    int width = engine.kernels().tileColumns();
    return Math.ceilDiv(columns, width) * width;
  }

  private void gather(float[] dy, float[] weights, float[] dx) {
    int height = g.height() + g.kernelHeight() - 1;
    int width = g.width() + g.kernelWidth() - 1;
    BorderedImages.Placement placement =
        new BorderedImages.Placement(
            g.outputHeight(),
            g.outputWidth(),
            g.stride(),
            g.kernelHeight() - 1 - g.padding(),
            g.kernelWidth() - 1 - g.padding());
    BorderedImages gradients =
        BorderedImages.spread(engine, dy, g.batch(), placement, height, width, g.outputChannels());
    ConvolutionGeometry turned =
        new ConvolutionGeometry(
            g.batch(),
            height,
            width,
            g.outputChannels(),
            g.channels(),
            g.kernelHeight(),
            g.kernelWidth(),
            1,
            0);
    Panels panels = packTurned(weights);
    new Correlation(engine, turned, gradients, panels).run(null, dx);
    panels.giveBack(engine);
    gradients.giveBack(engine);
  }

  /** Rows (h, w, o) of the kernel turned by half a turn, columns c. */
  private Panels packTurned(float[] weights) {
    int taps = g.kernelHeight() * g.kernelWidth();
    Panels panels = Panels.allocate(engine, taps * g.outputChannels(), g.channels());
    engine
        .parallel()
        .forEach(
            taps,
            tap -> {
              for (int o = 0; o < g.outputChannels(); o++) {
                int source = (o * taps + taps - 1 - tap) * g.channels();
                panels.putRow(tap * g.outputChannels() + o, weights, source, g.channels());
              }
            });
    return panels;
  }

  private void scatter(float[] dy, float[] weights, float[] dx) {
    int run = g.kernelWidth() * g.channels();
    Panels[] kernelRows = new Panels[g.kernelHeight()];
    for (int h = 0; h < kernelRows.length; h++) {
      kernelRows[h] =
          Panels.pack(
              engine, new MatrixView(weights, h * run, g.outputChannels(), run, g.depth(), 1));
    }
    int height = g.height() + 2 * g.padding();
    int width = g.width() + 2 * g.padding();
    int imageSize = height * width * g.channels();
    engine
        .parallel()
        .forEach(
            g.batch(),
            n -> {
              if (g.padding() == 0) {
                scatterImage(n, dy, kernelRows, dx, n * imageSize);
              } else {
                float[] bordered = engine.buffers().borrow(imageSize);
                scatterImage(n, dy, kernelRows, bordered, 0);
                crop(bordered, width, n, dx);
                engine.buffers().giveBack(bordered);
              }
            });
    for (Panels panels : kernelRows) {
      panels.giveBack(engine);
    }
  }

  /** Adds all shares to one image with its border, which begins at {@code offset}. */
  private void scatterImage(int n, float[] dy, Panels[] kernelRows, float[] image, int offset) {
    int rowSize = (g.width() + 2 * g.padding()) * g.channels();
    Arrays.fill(image, offset, offset + (g.height() + 2 * g.padding()) * rowSize, 0);
    int run = g.kernelWidth() * g.channels();
    int pixelStep = g.stride() * g.channels();
    int outputs = g.outputChannels();
    TileTarget target = new TileTarget(engine.kernels());
    int tileRows = engine.kernels().tileRows();
    for (int i = 0; i < g.outputHeight(); i++) {
      for (int j = 0; j < g.outputWidth(); j += tileRows) {
        int rows = Math.min(tileRows, g.outputWidth() - j);
        int pixel = (n * g.outputHeight() + i) * g.outputWidth() + j;
        target.setRows(pixel * outputs, outputs, rows);
        for (int h = 0; h < kernelRows.length; h++) {
          Panels panels = kernelRows[h];
          TileWalk walk = new TileWalk(1, outputs, 1, 0, panels.width(), 0);
          int to = offset + (i * g.stride() + h) * rowSize + j * pixelStep;
          for (int p = 0; p < panels.count(); p++) {
            int first = p * panels.width();
            int columns = Math.min(panels.width(), run - first);
            target.add(
                walk,
                dy,
                panels.data(),
                panels.start(p),
                image,
                to + first,
                pixelStep,
                rows,
                columns);
          }
        }
      }
    }
  }

  private void crop(float[] bordered, int width, int n, float[] dx) {
    int rowSize = g.width() * g.channels();
    for (int row = 0; row < g.height(); row++) {
      int from = ((row + g.padding()) * width + g.padding()) * g.channels();
      System.arraycopy(bordered, from, dx, (n * g.height() + row) * rowSize, rowSize);
    }
  }
}
