package dev.alq.dataset;

import dev.alq.tensor.Seeds;

/**
 * Cuts a data set into batches, read ahead in the background. Order and augmentation are functions
 * of (seed, epoch, index): an epoch gives the same floats whether it is the first that is read or
 * is read again after a restart.
 *
 * <p>The draw handed to {@link Dataset#image} for image {@code index} of epoch {@code epoch} is
 * {@code Seeds.derive(seed, epoch, index)}, and the order is {@code Seeds.permutation(size, seed,
 * epoch)}.
 */
public final class DataLoader {

  /** Stands for the epoch in the draws of {@link #inOrder()}; no shuffled epoch has this number. */
  private static final int NO_EPOCH = -1;

  private final Dataset data;
  private final int batchSize;
  private final long seed;

  /**
   * Creates a loader. Nothing is read before an epoch begins.
   *
   * @param data what to read
   * @param batchSize images per batch, 1 or more; the last batch of an epoch has what is left, or,
   *     in random order, one more if that is a single image
   * @param seed decides order and augmentation
   * @throws IllegalArgumentException if the batch size is below 1 or a batch exceeds an array
   */
  public DataLoader(Dataset data, int batchSize, long seed) {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize + ", must be 1 or more");
    }
    if ((long) batchSize * data.imageShape().size() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a batch of " + batchSize + " images " + data.imageShape() + " exceeds an array");
    }
    this.data = data;
    this.batchSize = batchSize;
    this.seed = seed;
  }

  /**
   * Begins an epoch in random order, as training wants it.
   *
   * @param epoch its number, 0 or more
   * @return the batches; to be closed
   * @throws IllegalArgumentException if the number is negative
   */
  public Epoch shuffled(int epoch) {
    return shuffled(epoch, 0);
  }

  /**
   * Goes on with an epoch in random order: gives what {@link #shuffled(int)} would give after some
   * batches, without reading those.
   *
   * @param epoch its number, 0 or more
   * @param firstBatch the number of batches that are left out, at most {@link #batches()}
   * @return the batches that are left; to be closed
   * @throws IllegalArgumentException if a number is out of range
   */
  public Epoch shuffled(int epoch, int firstBatch) {
    if (epoch < 0) {
      throw new IllegalArgumentException("epoch " + epoch + ", must be 0 or more");
    }
    if (firstBatch < 0 || firstBatch > batches()) {
      throw new IllegalArgumentException(
          "batch " + firstBatch + " of an epoch of " + batches() + " batches");
    }
    int[] order = Seeds.permutation(data.size(), seed, epoch);
    return new Epoch(data, order, batchSize, batches(), seed, epoch, firstBatch);
  }

  /**
   * Begins a pass in the order of the data set, as evaluation wants it. Every such pass has the
   * same draws.
   *
   * @return the batches; to be closed
   */
  public Epoch inOrder() {
    int[] order = new int[data.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    int batches = Math.ceilDiv(data.size(), batchSize);
    return new Epoch(data, order, batchSize, batches, seed, NO_EPOCH, 0);
  }

  /**
   * The number of batches of one epoch in random order. A single image that is left joins the last
   * batch, since batch normalisation cannot learn from one value.
   *
   * @return the size of the data set over the batch size, rounded up unless one image is left
   */
  public int batches() {
    boolean oneIsLeft = batchSize > 1 && data.size() > 1 && data.size() % batchSize == 1;
    return oneIsLeft ? data.size() / batchSize : Math.ceilDiv(data.size(), batchSize);
  }
}
