package dev.alq.step;

import dev.alq.multibit.MultiBitTensor;
import dev.alq.multibit.NumericException;
import dev.alq.optim.QuadraticModel;
import dev.alq.tensor.Tensor;
import java.util.Arrays;

/**
 * The remaining coordinates of a layer by score. Arrays are as long as the layer has slots and are
 * used again in each iteration.
 */
final class LayerRanking {

  private final QuantizedWeight layer;
  private final MultiBitTensor values;
  private final float[] scores;

  /** Score and slot of each coordinate, as a number that sorts like the two. */
  private final long[] keys;

  private int count;
  private int candidates;
  private int taken;

  LayerRanking(QuantizedWeight layer) {
    this.layer = layer;
    values = layer.values();
    scores = new float[values.coordinateSlots().length];
    keys = new long[scores.length];
  }

  QuantizedWeight layer() {
    return layer;
  }

  /** Takes in a gradient and scores all coordinates. */
  void score(Tensor gradient, double learningRate) {
    QuadraticModel.Scale scale = layer.observe(gradient, learningRate);
    PruningScores.compute(values, layer.coordinateMoments(), scale, scores);
    count = 0;
    for (int group = 0; group < values.layout().groups(); group++) {
      int slot = group * values.maxBitwidth();
      for (int end = slot + values.bitwidth(group); slot < end; slot++) {
        keys[count++] = key(scores[slot], slot);
      }
    }
    taken = 0;
  }

  /** Sorts like (score, slot): the bits of a float in the order of its value, then the slot. */
  private long key(float score, int slot) {
    if (Float.isNaN(score)) {
      throw new NumericException(layer.name() + ": a pruning score is not a number");
    }
    int bits = Float.floatToIntBits(score + 0.0f);
    int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
    return ((long) ordered << Integer.SIZE) | slot;
  }

  /** How many coordinates may go: the share k of them, unless that leaves too few. */
  int candidates(double k, int keep) {
    int share = (int) Math.floor(Math.min(1, k) * count);
    return Math.clamp(count - keep, 0, share);
  }

  /** Brings the lowest coordinates to the front, in order. */
  void select(int wanted) {
    candidates = wanted;
    int low = 0;
    int high = count - 1;
    while (wanted > 0 && low < high) {
      long pivot = median(keys[low], keys[(low + high) >>> 1], keys[high]);
      int i = low;
      int j = high;
      while (i <= j) {
        while (keys[i] < pivot) {
          i++;
        }
        while (keys[j] > pivot) {
          j--;
        }
        if (i <= j) {
          long moved = keys[i];
          keys[i++] = keys[j];
          keys[j--] = moved;
        }
      }
      // All up to j are at most the pivot, all from i on at least the pivot.
      if (wanted <= j) {
        high = j;
      } else if (wanted >= i) {
        low = i;
      } else {
        break;
      }
    }
    Arrays.sort(keys, 0, wanted);
  }

  private static long median(long a, long b, long c) {
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  boolean hasNext() {
    return taken < candidates;
  }

  /** The score of the next candidate, as a number that sorts like it. */
  int nextScore() {
    return (int) (keys[taken] >> Integer.SIZE);
  }

  void takeNext() {
    taken++;
  }

  /** Removes from the highest slot down, so that the slots still to come keep their places. */
  void removeTaken() {
    for (int r = 0; r < taken; r++) {
      keys[r] = (int) keys[r];
    }
    Arrays.sort(keys, 0, taken);
    int max = values.maxBitwidth();
    for (int r = taken - 1; r >= 0; r--) {
      int slot = (int) keys[r];
      layer.prune(slot / max, slot % max);
    }
  }
}
