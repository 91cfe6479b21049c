package dev.alq.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The kernels with a ReLU on the Vector API. */
final class VectorRectified implements RectifiedKernels {

  private static final VectorSpecies<Float> F = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
  private static final int LANES = F.length();

  /** Computes what is left over after the last full vector. */
  private static final ScalarRectified REST = new ScalarRectified();

  @Override
  public void scaleShiftRelu(
      float[] x, float[] y, int fromRow, int toRow, float[] scale, float[] shift) {
    int channels = scale.length;
    for (int r = fromRow; r < toRow; r++) {
      int start = r * channels;
      int c = 0;
      for (int end = channels - LANES; c <= end; c += LANES) {
        FloatVector.fromArray(F, x, start + c)
            .fma(FloatVector.fromArray(F, scale, c), FloatVector.fromArray(F, shift, c))
            .max(0)
            .intoArray(y, start + c);
      }
      for (; c < channels; c++) {
        y[start + c] = Math.max(Math.fma(x[start + c], scale[c], shift[c]), 0);
      }
    }
  }

  @Override
  public void reluGradientSums(
      float[] dy,
      float[] x,
      float[] scale,
      float[] shift,
      float[] centre,
      int fromRow,
      int toRow,
      float[] sums,
      int offset) {
    int channels = centre.length;
    int products = offset + channels;
    FloatVector zero = FloatVector.zero(F);
    int c = 0;
    for (int end = channels - LANES; c <= end; c += LANES) {
      FloatVector sum = FloatVector.fromArray(F, sums, offset + c);
      FloatVector product = FloatVector.fromArray(F, sums, products + c);
      FloatVector factor = FloatVector.fromArray(F, scale, c);
      FloatVector term = FloatVector.fromArray(F, shift, c);
      FloatVector middle = FloatVector.fromArray(F, centre, c);
      for (int r = fromRow; r < toRow; r++) {
        int at = r * channels + c;
        FloatVector value = FloatVector.fromArray(F, x, at);
        VectorMask<Float> passes = value.fma(factor, term).compare(VectorOperators.GT, 0);
        FloatVector gradient = zero.blend(FloatVector.fromArray(F, dy, at), passes);
        sum = sum.add(gradient);
        product = value.sub(middle).fma(gradient, product);
      }
      sum.intoArray(sums, offset + c);
      product.intoArray(sums, products + c);
    }
    for (; c < channels; c++) {
      for (int r = fromRow; r < toRow; r++) {
        int at = r * channels + c;
        float gradient = Math.fma(x[at], scale[c], shift[c]) > 0 ? dy[at] : 0;
        sums[offset + c] += gradient;
        sums[products + c] = Math.fma(x[at] - centre[c], gradient, sums[products + c]);
      }
    }
  }

  @Override
  public void reluCombineRows(
      float[] dy,
      float[] x,
      float[] dx,
      int fromRow,
      int toRow,
      float[] scale,
      float[] shift,
      float[] p,
      float[] q,
      float[] r) {
    int channels = p.length;
    FloatVector zero = FloatVector.zero(F);
    for (int row = fromRow; row < toRow; row++) {
      int start = row * channels;
      int c = 0;
      for (int end = channels - LANES; c <= end; c += LANES) {
        FloatVector value = FloatVector.fromArray(F, x, start + c);
        VectorMask<Float> passes =
            value
                .fma(FloatVector.fromArray(F, scale, c), FloatVector.fromArray(F, shift, c))
                .compare(VectorOperators.GT, 0);
        FloatVector linear =
            value.fma(FloatVector.fromArray(F, q, c), FloatVector.fromArray(F, r, c));
        zero.blend(FloatVector.fromArray(F, dy, start + c), passes)
            .fma(FloatVector.fromArray(F, p, c), linear)
            .intoArray(dx, start + c);
      }
      for (; c < channels; c++) {
        float value = x[start + c];
        float gradient = Math.fma(value, scale[c], shift[c]) > 0 ? dy[start + c] : 0;
        dx[start + c] = Math.fma(gradient, p[c], Math.fma(value, q[c], r[c]));
      }
    }
  }

  @Override
  public void addRelu(float[] x, float[] y, float[] sum, int from, int to) {
    int i = from;
    for (int end = to - LANES; i <= end; i += LANES) {
      FloatVector.fromArray(F, x, i).add(FloatVector.fromArray(F, y, i)).max(0).intoArray(sum, i);
    }
    REST.addRelu(x, y, sum, i, to);
  }

  @Override
  public void maximumRelu(
      float[] x, int[] starts, int count, int channels, float[] y, int[] winner, int offset) {
    if (channels < LANES) {
      REST.maximumRelu(x, starts, count, channels, y, winner, offset);
      return;
    }
    IntVector nobody = IntVector.broadcast(I, Kernels.NOBODY);
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
      VectorMask<Float> passes = best.compare(VectorOperators.GT, 0);
      best.max(0).intoArray(y, offset + at);
      nobody.blend(bestIndex, passes.cast(I)).intoArray(winner, offset + at);
    }
  }
}
