package dev.alq.train;

import dev.alq.nn.Loss;

/**
 * What holds for a whole run.
 *
 * @param batchSize images per step, at least 1
 * @param loss what is minimised
 * @param seed where all randomness comes from
 */
public record TrainingOptions(int batchSize, Loss loss, long seed) {

  /** The paper's batch size for its smaller networks. */
  public static final int DEFAULT_BATCH_SIZE = 128;

  /** Checks the range. */
  public TrainingOptions {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch size " + batchSize);
    }
  }

  /**
   * Batches of 128 and softmax cross-entropy.
   *
   * @param seed where all randomness comes from
   * @return the options
   */
  public static TrainingOptions withSeed(long seed) {
    return new TrainingOptions(DEFAULT_BATCH_SIZE, Loss.CROSS_ENTROPY, seed);
  }
}
