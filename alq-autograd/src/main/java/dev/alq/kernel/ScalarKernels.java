package dev.alq.kernel;

/** The specification of every kernel, as plain loops. Runs everywhere. */
final class ScalarKernels implements Kernels {

  private static final WinogradKernels F4X3 = new ScalarWinograd4x3();
  private static final WinogradKernels F4X5 = new ScalarWinograd4x5();
  private static final GroupKernels GROUPS = new ScalarGroups();
  private static final ActivationKernels ACTIVATIONS = new ScalarActivations();
  private static final BitKernels BITS = new ScalarBits();
  private static final RectifiedKernels RECTIFIED = new ScalarRectified();

  private final ThreadLocal<ScalarTile> tile = ThreadLocal.withInitial(ScalarTile::new);

  @Override
  public String name() {
    return "scalar";
  }

  @Override
  public int tileRows() {
    return ScalarTile.ROWS;
  }

  @Override
  public int tileColumns() {
    return ScalarTile.COLUMNS;
  }

  @Override
  public WinogradKernels winograd(WinogradFiltering filtering) {
    return switch (filtering) {
      case F4X3 -> F4X3;
      case F4X5 -> F4X5;
    };
  }

  @Override
  public GroupKernels groups() {
    return GROUPS;
  }

  @Override
  public ActivationKernels activations() {
    return ACTIVATIONS;
  }

  @Override
  public BitKernels bits() {
    return BITS;
  }

  @Override
  public RectifiedKernels rectified() {
    return RECTIFIED;
  }

  @Override
  public void tile(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep) {
    tilePart(walk, a, aRows, b, bOffset, c, cOffset, cStep, ScalarTile.ROWS, ScalarTile.COLUMNS);
  }

  @Override
  public boolean computesParts() {
    return true;
  }

  @Override
  public int partRows(int rows) {
    return rows;
  }

  @Override
  public void tilePart(
      TileWalk walk,
      float[] a,
      int[] aRows,
      float[] b,
      int bOffset,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns) {
    tile.get().add(walk, a, aRows, b, bOffset, c, cOffset, cStep, rows, columns);
  }

  @Override
  public void addBlock(
      float[] block,
      int blockOffset,
      int blockStep,
      float[] c,
      int cOffset,
      int cStep,
      int rows,
      int columns) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        c[cOffset + i * cStep + j] += block[blockOffset + i * blockStep + j];
      }
    }
  }

  @Override
  public void copyBlock(
      float[] source,
      int offset,
      int sourceStep,
      float[] target,
      int targetOffset,
      int targetStep,
      int rows,
      int columns) {
    for (int i = 0; i < rows; i++) {
      int from = offset + i * sourceStep;
      System.arraycopy(source, from, target, targetOffset + i * targetStep, columns);
    }
  }

  @Override
  public void gather(
      float[] source,
      int offset,
      int step,
      int count,
      int[] starts,
      float[] target,
      int targetOffset) {
    if (isRun(starts)) {
      int from = offset + starts[0];
      copyBlock(source, from, step, target, targetOffset, starts.length, count, starts.length);
      return;
    }
    int to = targetOffset;
    for (int i = 0; i < count; i++) {
      int from = offset + i * step;
      for (int start : starts) {
        target[to++] = source[from + start];
      }
    }
  }

  /** Whether places follow each other. */
  static boolean isRun(int[] starts) {
    for (int r = 1; r < starts.length; r++) {
      if (starts[r] != starts[0] + r) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void relu(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = Math.max(x[i], 0);
    }
  }

  @Override
  public void reluGradient(float[] y, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      dx[i] = y[i] > 0 ? dy[i] : 0;
    }
  }

  @Override
  public void add(float[] x, float[] y, float[] sum, int from, int to) {
    for (int i = from; i < to; i++) {
      sum[i] = x[i] + y[i];
    }
  }

  @Override
  public void scaleShift(
      float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift) {
    int channels = scale.length;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        y[start + c] = scale[c] * x[start + c] + shift[c];
      }
    }
  }

  @Override
  public void combineRows(
      float[] dy, float[] x, float[] dx, int fromRow, int toRow, float[] p, float[] q, float[] r) {
    int channels = p.length;
    for (int row = fromRow; row < toRow; row++) {
      int start = row * channels;
      for (int c = 0; c < channels; c++) {
        dx[start + c] = p[c] * dy[start + c] + q[c] * x[start + c] + r[c];
      }
    }
  }

  @Override
  public void columnSums(
      float[] x, int fromRow, int toRow, int channels, float[] sums, int offset) {
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        sums[offset + c] += x[start + c];
      }
    }
  }

  @Override
  public void centredSquareSums(
      float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset) {
    int channels = centre.length;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        float distance = x[start + c] - centre[c];
        sums[offset + c] += distance * distance;
      }
    }
  }

  @Override
  public void gradientSums(
      float[] dy, float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset) {
    int channels = centre.length;
    int products = offset + channels;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      for (int c = 0; c < channels; c++) {
        sums[offset + c] += dy[start + c];
        sums[products + c] += dy[start + c] * (x[start + c] - centre[c]);
      }
    }
  }

  @Override
  public void maximum(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset) {
    for (int c = 0; c < channels; c++) {
      float best = x[starts[0] + c];
      int bestIndex = 0;
      for (int w = 1; w < count; w++) {
        float candidate = x[starts[w] + c];
        if (candidate > best || Float.isNaN(candidate)) {
          best = candidate;
          bestIndex = w;
        }
      }
      y[offset + c] = best;
      winner[offset + c] = bestIndex;
    }
  }

  @Override
  public void maximumGradient(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx) {
    for (int c = 0; c < channels; c++) {
      int place = winner[offset + c];
      if (place != NOBODY) {
        dx[starts[place] + c] += dy[offset + c];
      }
    }
  }

  @Override
  public void spreadMaximum(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx) {
    for (int w = 0; w < count; w++) {
      for (int c = 0; c < channels; c++) {
        dx[starts[w] + c] = winner[offset + c] == w ? dy[offset + c] : 0;
      }
    }
  }
}
