package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels on the Vector API, at the width the machine prefers. Sums are kept per lane and added
 * in a fixed order: a lane reduction would give other bits once it is compiled.
 */
final class VectorKernels implements Kernels {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> EIGHT = FloatVector.SPECIES_256;
  private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
  private static final int LANES = F.length();
  private static final VectorTile TILE =
      VectorTile.of(F.vectorBitSize(), System.getProperty("os.arch"));
  private static final int MINIMUM_BITS = 128;

  /** Computes what is left over after the last full vector. */
  private static final ScalarKernels REST = new ScalarKernels();

  private static final RectifiedKernels RECTIFIED = new VectorRectified();
  private static final WinogradKernels F4X3 = new VectorWinograd4x3();
  private static final WinogradKernels F4X5 = new VectorWinograd4x5();
  private static final GroupKernels GROUPS =
      VectorGroups.supported() ? new VectorGroups() : new ScalarGroups();
  private static final ActivationKernels ACTIVATIONS = new VectorActivations();
  private static final BitKernels BITS =
      VectorBits.supported() ? new VectorBits() : new ScalarBits();

  static boolean supported() {
    return F.vectorBitSize() >= MINIMUM_BITS;
  }

  @Override
  public String name() {
    return "vector-" + F.vectorBitSize();
  }

  @Override
  public int tileRows() {
    return TILE.rows();
  }

  @Override
  public int tileColumns() {
    return TILE.columns();
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
    TILE.add(walk, a, aRows, b, bOffset, c, cOffset, cStep);
  }

  @Override
  public boolean computesParts() {
    return false;
  }

  @Override
  public int partRows(int rows) {
    return TILE.part(rows).rows();
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
    TILE.part(rows).add(walk, a, aRows, b, bOffset, c, cOffset, cStep);
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
      int from = blockOffset + i * blockStep;
      int to = cOffset + i * cStep;
      int j = 0;
      for (int end = columns - LANES; j <= end; j += LANES) {
        FloatVector.fromArray(F, c, to + j)
            .add(FloatVector.fromArray(F, block, from + j))
            .intoArray(c, to + j);
      }
      if (j < columns) {
        VectorMask<Float> rest = F.indexInRange(j, columns);
        FloatVector.fromArray(F, c, to + j, rest)
            .add(FloatVector.fromArray(F, block, from + j, rest))
            .intoArray(c, to + j, rest);
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
    int whole = columns - columns % LANES;
    VectorMask<Float> rest = F.indexInRange(whole, columns);
    for (int i = 0; i < rows; i++) {
      int from = offset + i * sourceStep;
      int to = targetOffset + i * targetStep;
      for (int j = 0; j < whole; j += LANES) {
        FloatVector.fromArray(F, source, from + j).intoArray(target, to + j);
      }
      if (whole < columns) {
        FloatVector.fromArray(F, source, from + whole, rest).intoArray(target, to + whole, rest);
      }
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
    if (!ScalarKernels.isRun(starts)) {
      REST.gather(source, offset, step, count, starts, target, targetOffset);
      return;
    }
    int from = offset + starts[0];
    switch (starts.length) {
      case 8 -> {
        for (int i = 0; i < count; i++) {
          FloatVector.fromArray(EIGHT, source, from + i * step)
              .intoArray(target, targetOffset + 8 * i);
        }
      }
      case 4 -> {
        for (int i = 0; i < count; i++) {
          FloatVector.fromArray(FOUR, source, from + i * step)
              .intoArray(target, targetOffset + 4 * i);
        }
      }
      default ->
          copyBlock(source, from, step, target, targetOffset, starts.length, count, starts.length);
    }
  }

  @Override
  public void relu(float[] x, float[] y, int from, int to) {
    int i = from;
    for (int end = to - LANES; i <= end; i += LANES) {
      FloatVector.fromArray(F, x, i).max(0).intoArray(y, i);
    }
    REST.relu(x, y, i, to);
  }

  @Override
  public void reluGradient(float[] y, float[] dy, float[] dx, int from, int to) {
    FloatVector zero = FloatVector.zero(F);
    int i = from;
    for (int end = to - LANES; i <= end; i += LANES) {
      VectorMask<Float> positive = FloatVector.fromArray(F, y, i).compare(VectorOperators.GT, 0);
      zero.blend(FloatVector.fromArray(F, dy, i), positive).intoArray(dx, i);
    }
    REST.reluGradient(y, dy, dx, i, to);
  }

  @Override
  public void add(float[] x, float[] y, float[] sum, int from, int to) {
    int i = from;
    for (int end = to - LANES; i <= end; i += LANES) {
      FloatVector.fromArray(F, x, i).add(FloatVector.fromArray(F, y, i)).intoArray(sum, i);
    }
    REST.add(x, y, sum, i, to);
  }

  @Override
  public void scaleShift(
      float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift) {
    int channels = scale.length;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      int c = 0;
      for (int end = channels - LANES; c <= end; c += LANES) {
        FloatVector.fromArray(F, x, start + c)
            .fma(FloatVector.fromArray(F, scale, c), FloatVector.fromArray(F, shift, c))
            .intoArray(y, start + c);
      }
      for (; c < channels; c++) {
        y[start + c] = Math.fma(x[start + c], scale[c], shift[c]);
      }
    }
  }

  @Override
  public void combineRows(
      float[] dy, float[] x, float[] dx, int fromRow, int toRow, float[] p, float[] q, float[] r) {
    int channels = p.length;
    for (int row = fromRow; row < toRow; row++) {
      int start = row * channels;
      int c = 0;
      for (int end = channels - LANES; c <= end; c += LANES) {
        FloatVector linear =
            FloatVector.fromArray(F, x, start + c)
                .fma(FloatVector.fromArray(F, q, c), FloatVector.fromArray(F, r, c));
        FloatVector.fromArray(F, dy, start + c)
            .fma(FloatVector.fromArray(F, p, c), linear)
            .intoArray(dx, start + c);
      }
      for (; c < channels; c++) {
        dx[start + c] = Math.fma(dy[start + c], p[c], Math.fma(x[start + c], q[c], r[c]));
      }
    }
  }

  @Override
  public void columnSums(
      float[] x, int fromRow, int toRow, int channels, float[] sums, int offset) {
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      FloatVector sum = FloatVector.fromArray(F, sums, offset + c);
      for (int r = fromRow; r < toRow; r++) {
        sum = sum.add(FloatVector.fromArray(F, x, r * channels + c));
      }
      sum.intoArray(sums, offset + c);
    }
    if (c < channels) {
      VectorMask<Float> rest = F.indexInRange(c, channels);
      FloatVector sum = FloatVector.fromArray(F, sums, offset + c, rest);
      for (int r = fromRow; r < toRow; r++) {
        sum = sum.add(FloatVector.fromArray(F, x, r * channels + c, rest));
      }
      sum.intoArray(sums, offset + c, rest);
    }
  }

  @Override
  public void centredSquareSums(
      float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset) {
    int channels = centre.length;
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      FloatVector sum = FloatVector.fromArray(F, sums, offset + c);
      FloatVector middle = FloatVector.fromArray(F, centre, c);
      for (int r = fromRow; r < toRow; r++) {
        FloatVector distance = FloatVector.fromArray(F, x, r * channels + c).sub(middle);
        sum = distance.fma(distance, sum);
      }
      sum.intoArray(sums, offset + c);
    }
    for (; c < channels; c++) {
      float sum = sums[offset + c];
      for (int r = fromRow; r < toRow; r++) {
        float distance = x[r * channels + c] - centre[c];
        sum = Math.fma(distance, distance, sum);
      }
      sums[offset + c] = sum;
    }
  }

  @Override
  public void gradientSums(
      float[] dy, float[] x, float[] centre, int fromRow, int toRow, float[] sums, int offset) {
    int channels = centre.length;
    int products = offset + channels;
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      FloatVector sum = FloatVector.fromArray(F, sums, offset + c);
      FloatVector product = FloatVector.fromArray(F, sums, products + c);
      FloatVector middle = FloatVector.fromArray(F, centre, c);
      for (int r = fromRow; r < toRow; r++) {
        int at = r * channels + c;
        FloatVector gradient = FloatVector.fromArray(F, dy, at);
        sum = sum.add(gradient);
        product = FloatVector.fromArray(F, x, at).sub(middle).fma(gradient, product);
      }
      sum.intoArray(sums, offset + c);
      product.intoArray(sums, products + c);
    }
    for (; c < channels; c++) {
      for (int r = fromRow; r < toRow; r++) {
        int at = r * channels + c;
        sums[offset + c] += dy[at];
        sums[products + c] = Math.fma(x[at] - centre[c], dy[at], sums[products + c]);
      }
    }
  }

  @Override
  public void maximum(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset) {
    if (channels < LANES) {
      REST.maximum(x, starts, count, channels, y, winner, offset);
      return;
    }
    for (int c = 0; c < channels; c += LANES) {
      int at = Math.min(c, channels - LANES); // the last vector may begin in the one before
      FloatVector best = FloatVector.fromArray(F, x, starts[0] + at);
      IntVector bestIndex = IntVector.zero(I);
      for (int w = 1; w < count; w++) {
        FloatVector candidate = FloatVector.fromArray(F, x, starts[w] + at);
        VectorMask<Float> larger =
            candidate
                .compare(VectorOperators.GT, best)
                .or(candidate.compare(VectorOperators.NE, candidate)); // a NaN is not itself
        best = best.blend(candidate, larger);
        bestIndex = bestIndex.blend(w, larger.cast(I));
      }
      best.intoArray(y, offset + at);
      bestIndex.intoArray(winner, offset + at);
    }
  }

  @Override
  public void maximumGradient(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx) {
    FloatVector zero = FloatVector.zero(F);
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      FloatVector gradient = FloatVector.fromArray(F, dy, offset + c);
      IntVector chosen = IntVector.fromArray(I, winner, offset + c);
      for (int w = 0; w < count; w++) {
        VectorMask<Float> here = chosen.compare(VectorOperators.EQ, w).cast(F);
        FloatVector.fromArray(F, dx, starts[w] + c)
            .add(zero.blend(gradient, here))
            .intoArray(dx, starts[w] + c);
      }
    }
    if (c < channels) {
      VectorMask<Float> rest = F.indexInRange(c, channels);
      FloatVector gradient = FloatVector.fromArray(F, dy, offset + c, rest);
      IntVector chosen = IntVector.fromArray(I, winner, offset + c, rest.cast(I));
      for (int w = 0; w < count; w++) {
        VectorMask<Float> here = chosen.compare(VectorOperators.EQ, w).cast(F);
        FloatVector.fromArray(F, dx, starts[w] + c, rest)
            .add(zero.blend(gradient, here))
            .intoArray(dx, starts[w] + c, rest);
      }
    }
  }

  @Override
  public void spreadMaximum(
      float[] dy, int[] winner, int offset, int channels, int[] starts, int count, float[] dx) {
    if (channels < LANES) {
      REST.spreadMaximum(dy, winner, offset, channels, starts, count, dx);
      return;
    }
    FloatVector zero = FloatVector.zero(F);
    for (int c = 0; c < channels; c += LANES) {
      int at = Math.min(c, channels - LANES);
      FloatVector gradient = FloatVector.fromArray(F, dy, offset + at);
      IntVector chosen = IntVector.fromArray(I, winner, offset + at);
      for (int w = 0; w < count; w++) {
        VectorMask<Float> here = chosen.compare(VectorOperators.EQ, w).cast(F);
        zero.blend(gradient, here).intoArray(dx, starts[w] + at);
      }
    }
  }
}
