package dev.alq.infer;

import dev.alq.bits.SignProduct;
import dev.alq.kernel.BitKernels;
import dev.alq.kernel.Buffers;
import dev.alq.kernel.Engine;
import dev.alq.kernel.LevelBits;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or linear layer that reads codes, and what follows it up to the next codes:
 * pooling, a factor and a term per output, thresholds. Pixels stand in the columns of panels; with
 * pooling, the pixels of a window stand in as many runs of columns, so that the largest is taken
 * lane by lane. Immutable.
 */
final class BitLayer {

  /** Outputs whose sums are kept at a time: a word of codes. */
  private static final int BLOCK = Integer.SIZE;

  /** Few panels are shared out by outputs as well, so that several threads have work. */
  private static final int FEWEST_CHUNKS = 4;

  private final TapWindow window;
  private final PanelMap map;
  private final SignProduct product;
  private final float[] terms;
  private final int[] negated;
  private final @Nullable BorderTerms border;
  private final @Nullable LevelBits levels;
  private final CodeShape output;
  private final int poolExtent;

  /** For each pixel of a pooling window and output pixel: place in the input, border class. */
  private final int[][] starts;

  private final int[][] borderClasses;

  /** Where each output pixel's word lies in a grid of the output. */
  private final int[] outputPlaces;

  BitLayer(BitLayerPlan plan) {
    window = plan.window();
    map = plan.sums().map();
    poolExtent = plan.poolExtent();
    levels = plan.levels();
    output = plan.output();
    product = plan.product();
    terms = plan.terms();
    negated = plan.negated();
    border = plan.border();
    int pixels = output.height() * output.width();
    starts = new int[poolExtent * poolExtent][pixels];
    borderClasses = new int[border == null ? 0 : starts.length][pixels];
    outputPlaces = new int[pixels];
    Arrays.setAll(
        outputPlaces, pixel -> output.place(pixel / output.width(), pixel % output.width()));
    for (int v = 0; v < starts.length; v++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        int row = pixel / output.width() * poolExtent + v / poolExtent;
        int column = pixel % output.width() * poolExtent + v % poolExtent;
        starts[v][pixel] = window.start(row, column);
        if (border != null) {
          borderClasses[v][pixel] = border.classes()[row * window.outputColumns() + column];
        }
      }
    }
  }

  CodeShape input() {
    return window.input();
  }

  CodeShape output() {
    return output;
  }

  /** The signs that are compared for one image. */
  long operations() {
    return product.operations() * output.height() * output.width() * starts.length;
  }

  /** The memory that signs and coefficients take. */
  long bytes() {
    return product.bytes();
  }

  /** The words of the panels that a thread works on, for each column. */
  int panelRows() {
    return product.planes() * product.panelRows();
  }

  /** Runs the layer and gives codes, which the caller gives back. */
  Codes toCodes(Engine engine, Codes input, CodeMemory memory) {
    Codes result = Codes.borrow(engine, output, input.batch(), memory);
    run(
        engine,
        input,
        memory,
        (panel, targets, f, rows, sums) -> encode(engine, panel, targets, f, rows, sums, result));
    return result;
  }

  /** Runs the layer and gives numbers N,H,W,C. */
  void toFloats(Engine engine, Codes input, CodeMemory memory, float[] target) {
    int lanes = engine.kernels().bits().lanes();
    run(
        engine,
        input,
        memory,
        (panel, _, f, rows, sums) -> {
          for (int i = 0; i < panel.count(); i++) {
            int at = (panel.first() + i) * product.rows() + f;
            for (int r = 0; r < rows; r++) {
              target[at + r] = sums[r * lanes + i];
            }
          }
        });
  }

  /** Output pixels that are computed together: from {@code first} on, counted over the batch. */
  private record Panel(int first, int count) {}

  /** Takes the sums of up to 32 outputs, with the place of each pixel's codes. */
  @FunctionalInterface
  private interface Finish {
    void accept(Panel panel, int[] targets, int firstOutput, int rows, float[] sums);
  }

  private void run(Engine engine, Codes input, CodeMemory memory, Finish finish) {
    int step = engine.kernels().bits().lanes() / starts.length;
    int pixels = input.batch() * starts[0].length;
    int panels = Math.ceilDiv(pixels, step);
    int blocks = Math.ceilDiv(product.rows(), BLOCK);
    int parts = Math.min(blocks, Math.ceilDiv(FEWEST_CHUNKS, panels));
    engine
        .parallel()
        .forEach(
            panels * parts,
            chunk -> {
              int first = chunk / parts * step;
              Panel panel = new Panel(first, Math.min(step, pixels - first));
              int part = chunk % parts;
              runPanel(
                  engine,
                  input,
                  memory,
                  panel,
                  blocks * part / parts * BLOCK,
                  Math.min(product.rows(), blocks * (part + 1) / parts * BLOCK),
                  finish);
            });
  }

  private void runPanel(
      Engine engine,
      Codes input,
      CodeMemory memory,
      Panel panel,
      int fromOutput,
      int toOutput,
      Finish finish) {
    BitKernels kernels = engine.kernels().bits();
    Buffers buffers = engine.buffers();
    int lanes = kernels.lanes();
    int step = lanes / starts.length;
    int columns = (starts.length - 1) * step + panel.count();
    int[] places = buffers.borrowInts(lanes);
    int[] targets = buffers.borrowInts(lanes);
    place(panel, step, places, targets);
    int[] words = buffers.borrowInts(memory.panelRows() * lanes);
    map.fill(kernels, product.groupRows(), input.words(), places, columns, words);
    float[] sums = buffers.borrow(BLOCK * lanes);
    for (int f = fromOutput; f < toOutput; f += BLOCK) {
      int rows = Math.min(BLOCK, toOutput - f);
      for (int r = 0; r < rows; r++) {
        Arrays.fill(sums, r * lanes, r * lanes + columns, terms[f + r]);
      }
      if (border != null) {
        addBorder(border, panel, step, f, rows, lanes, sums);
      }
      product.addTo(kernels, f, f + rows, words, 0, columns, sums, 0);
      if (starts.length > 1) {
        kernels.maximumOfLanes(starts.length, step, rows, sums, 0);
      }
      finish.accept(panel, targets, f, rows, sums);
    }
    buffers.giveBack(sums);
    buffers.giveBack(words);
    buffers.giveBack(targets);
    buffers.giveBack(places);
  }

  /**
   * Where each column's pixel lies and where its codes go; columns that nobody wants repeat the
   * first pixel.
   */
  private void place(Panel panel, int step, int[] places, int[] targets) {
    int pixels = starts[0].length;
    int image = panel.first() / pixels;
    int pixel = panel.first() % pixels;
    for (int i = 0; i < step; i++) {
      if (i == panel.count()) {
        image = panel.first() / pixels;
        pixel = panel.first() % pixels;
      }
      targets[i] = image * output.imageWords() + outputPlaces[pixel];
      for (int v = 0; v < starts.length; v++) {
        places[v * step + i] = image * window.input().imageWords() + starts[v][pixel];
      }
      if (i < panel.count() && ++pixel == pixels) {
        pixel = 0;
        image++;
      }
    }
  }

  private void addBorder(
      BorderTerms border, Panel panel, int step, int f, int rows, int lanes, float[] sums) {
    int pixels = starts[0].length;
    for (int v = 0; v < starts.length; v++) {
      for (int i = 0; i < panel.count(); i++) {
        int kind = borderClasses[v][(panel.first() + i) % pixels];
        for (int r = 0; kind > 0 && r < rows; r++) {
          sums[r * lanes + v * step + i] += border.terms()[kind][f + r];
        }
      }
    }
  }

  private void encode(
      Engine engine, Panel panel, int[] targets, int f, int rows, float[] sums, Codes result) {
    LevelBits wanted = Objects.requireNonNull(levels);
    BitKernels kernels = engine.kernels().bits();
    int lanes = kernels.lanes();
    int[] bits = engine.buffers().borrowInts(output.planes() * lanes);
    kernels.encodeRows(wanted, sums, 0, rows, negated[f / BLOCK], panel.count(), bits, 0, lanes);
    int[] words = result.words();
    for (int a = 0; a < output.planes(); a++) {
      int grid = a * output.planeWords() + f / BLOCK * output.gridWords();
      for (int i = 0; i < panel.count(); i++) {
        words[grid + targets[i]] = bits[a * lanes + i];
      }
    }
    engine.buffers().giveBack(bits);
  }
}
