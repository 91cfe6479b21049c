package dev.alq.dataset;

import java.util.List;
import java.util.Objects;

/**
 * What turns gray or colour levels into the numbers a network was trained on: {@code x = (level/255
 * - mean) / std}, computed in float32, per channel.
 *
 * @param mean per channel, on the scale 0 … 1
 * @param std per channel, on the same scale, positive
 */
public record Normalization(List<Float> mean, List<Float> std) {

  private static final int LEVELS = 256;
  private static final float BRIGHTEST = LEVELS - 1;

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there is no channel, the lists differ in length, a number
   *     is not finite or a standard deviation not positive
   */
  public Normalization {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    if (mean.isEmpty() || mean.size() != std.size()) {
      throw new IllegalArgumentException("one mean and std per channel, not " + mean + ", " + std);
    }
    for (int c = 0; c < mean.size(); c++) {
      if (!Float.isFinite(mean.get(c)) || !Float.isFinite(std.get(c)) || std.get(c) <= 0) {
        throw new IllegalArgumentException(
            "means must be finite and stds positive: " + mean + ", " + std);
      }
    }
  }

  /**
   * The normalization of images with one channel.
   *
   * @param mean on the scale 0 … 1
   * @param std on the same scale, positive
   * @return the normalization
   * @throws IllegalArgumentException if a number is not finite or the std not positive
   */
  public static Normalization gray(float mean, float std) {
    return new Normalization(List.of(mean), List.of(std));
  }

  /**
   * The number of channels.
   *
   * @return 1 or more
   */
  public int channels() {
    return mean.size();
  }

  /**
   * Normalises one level.
   *
   * @param level 0 … 255, fractions allowed
   * @param channel from 0 to {@code channels() - 1}
   * @return {@code (level/255 - mean) / std}
   */
  public float apply(float level, int channel) {
    return (level / BRIGHTEST - mean.get(channel)) / std.get(channel);
  }

  /**
   * Normalises levels in place.
   *
   * @param levels 0 … 255, channel innermost; modified
   * @param offset where they begin, at channel 0
   * @param length how many, a multiple of the channels
   * @throws IndexOutOfBoundsException if they exceed the array
   * @throws IllegalArgumentException if the length is not a multiple of the channels
   */
  public void applyInPlace(float[] levels, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, levels.length);
    int channels = channels();
    if (length % channels != 0) {
      throw new IllegalArgumentException(length + " levels of " + channels + " channels");
    }
    for (int c = 0; c < channels; c++) {
      for (int i = offset + c; i < offset + length; i += channels) {
        levels[i] = apply(levels[i], c);
      }
    }
  }

  /**
   * The results for all whole levels, for those who normalise bytes by the million.
   *
   * @return a new array: {@code apply(level, c)} at {@code c * 256 + level}
   */
  public float[] table() {
    float[] table = new float[channels() * LEVELS];
    for (int i = 0; i < table.length; i++) {
      table[i] = apply(i % LEVELS, i / LEVELS);
    }
    return table;
  }
}
