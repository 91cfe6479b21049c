package dev.alq.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Direct two-dimensional convolution and its gradients, channel-last, without unfolding the image:
 * the taps of one kernel row are one run of the bordered image. Input N,H,W,C, weights O,H,W,C,
 * output N,H,W,C.
 */
public final class Convolution {

  private static final int BLOCK_PIXELS = 128;

  private Convolution() {}

  /**
   * {@code y[n,i,j,o] = bias[o] + Σ x[n, i·stride+h−padding, j·stride+w−padding, c]·w[o,h,w,c]}.
   *
   * @param engine what to compute on
   * @param geometry the extents
   * @param x input; not modified
   * @param weights weights; not modified
   * @param bias a term per output channel, or null; not modified
   * @param y output; overwritten
   */
  public static void forward(
      Engine engine,
      ConvolutionGeometry geometry,
      float[] x,
      float[] weights,
      float @Nullable [] bias,
      float[] y) {
    ConvolutionGeometry g = geometry;
    BorderedImages images =
        BorderedImages.surround(
            engine, x, g.batch(), g.height(), g.width(), g.channels(), g.padding());
    MatrixView taps = MatrixView.of(weights, g.outputChannels(), g.depth()).transposed();
    Panels panels = Panels.pack(engine, taps);
    correlate(engine, g, images, panels, bias, y);
    panels.giveBack(engine);
    images.giveBack(engine);
  }

  /**
   * The gradient at the input: a convolution of the output's gradient, its pixels {@code stride}
   * apart and surrounded by zeros, with the kernel turned by half a turn.
   *
   * @param engine what to compute on
   * @param geometry the extents of the forward pass
   * @param dy gradient at the output; not modified
   * @param weights weights; not modified
   * @param dx gradient at the input; overwritten
   */
  public static void backwardData(
      Engine engine, ConvolutionGeometry geometry, float[] dy, float[] weights, float[] dx) {
    ConvolutionGeometry g = geometry;
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
    Panels panels = packTurned(engine, g, weights);
    correlate(engine, turned, gradients, panels, null, dx);
    panels.giveBack(engine);
    gradients.giveBack(engine);
  }

  /** Rows (h, w, o) of the kernel turned by half a turn, columns c. */
  private static Panels packTurned(Engine engine, ConvolutionGeometry g, float[] weights) {
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

  /** The convolution itself, of images that already have their border. */
  private static void correlate(
      Engine engine,
      ConvolutionGeometry g,
      BorderedImages images,
      Panels panels,
      float @Nullable [] bias,
      float[] y) {
    int pixels = g.batch() * g.outputHeight() * g.outputWidth();
    engine
        .parallel()
        .forEach(
            Math.ceilDiv(pixels, BLOCK_PIXELS),
            chunk -> {
              int from = chunk * BLOCK_PIXELS;
              int to = Math.min(pixels, from + BLOCK_PIXELS);
              fillRows(y, from, to, g.outputChannels(), bias);
              correlatePixels(engine.kernels(), g, images, panels, y, from, to);
            });
  }

  private static void correlatePixels(
      Kernels kernels,
      ConvolutionGeometry g,
      BorderedImages images,
      Panels panels,
      float[] y,
      int from,
      int to) {
    int run = g.kernelWidth() * g.channels();
    int panelWidth = panels.width();
    TileWalk walk =
        new TileWalk(g.kernelHeight(), run, 1, images.rowSize(), panelWidth, run * panelWidth);
    TileTarget target = new TileTarget(kernels);
    int tileRows = kernels.tileRows();
    for (int p = 0; p < panels.count(); p++) {
      int columns = Math.min(panelWidth, g.outputChannels() - p * panelWidth);
      for (int pixel = from; pixel < to; pixel += tileRows) {
        int used = Math.min(tileRows, to - pixel);
        for (int r = 0; r < used; r++) {
          target.aRows()[r] = firstTap(g, images, pixel + r);
        }
        target.repeatLastRow(used);
        int cOffset = pixel * g.outputChannels() + p * panelWidth;
        target.add(
            walk,
            images.data(),
            panels.data(),
            panels.start(p),
            y,
            cOffset,
            g.outputChannels(),
            used,
            columns);
      }
    }
  }

  private static int firstTap(ConvolutionGeometry g, BorderedImages images, int pixel) {
    int column = pixel % g.outputWidth();
    int row = pixel / g.outputWidth() % g.outputHeight();
    int n = pixel / g.outputWidth() / g.outputHeight();
    return n * images.imageSize()
        + row * g.stride() * images.rowSize()
        + column * g.stride() * images.channels();
  }

  private static void fillRows(float[] y, int from, int to, int channels, float @Nullable [] bias) {
    if (bias == null) {
      Arrays.fill(y, from * channels, to * channels, 0);
    } else {
      for (int pixel = from; pixel < to; pixel++) {
        System.arraycopy(bias, 0, y, pixel * channels, channels);
      }
    }
  }

  /**
   * The gradient of the weights, {@code dw[o,h,w,c] = Σ dy[n,i,j,o]·x[n, i·stride+h−padding,
   * j·stride+w−padding, c]}.
   *
   * @param engine what to compute on
   * @param geometry the extents of the forward pass
   * @param x input of the forward pass; not modified
   * @param dy gradient at the output; not modified
   * @param dw gradient of the weights; overwritten
   */
  public static void backwardWeights(
      Engine engine, ConvolutionGeometry geometry, float[] x, float[] dy, float[] dw) {
    new WeightGradient(engine, geometry).run(x, dy, dw);
  }
}
