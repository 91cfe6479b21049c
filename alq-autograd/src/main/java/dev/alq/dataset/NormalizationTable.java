package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.util.Objects;

/** A normalization prepared for bytes: what each of the 256 levels of each channel becomes. */
public final class NormalizationTable {

  private static final int LEVELS = 256;

  private final float[] table;

  /**
   * Prepares a normalization.
   *
   * @param normalization what to do to levels
   */
  public NormalizationTable(Normalization normalization) {
    this.table = normalization.table();
  }

  /**
   * Normalises a picture.
   *
   * @param picture the picture; not modified
   * @param shape height, width, channels that it must have
   * @param target receives the floats in the order H,W,C; modified
   * @param offset where in {@code target} they begin
   * @throws IllegalArgumentException if the picture has another shape
   * @throws IndexOutOfBoundsException if it does not fit into the target
   */
  public void apply(Picture picture, Shape shape, float[] target, int offset) {
    if (!picture.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "a picture of " + picture.shape() + " where " + shape + " is due");
    }
    apply(picture.levels(), 0, picture.levels().length, target, offset);
  }

  /**
   * Normalises levels.
   *
   * @param levels 0 … 255 as unsigned bytes, channel innermost; not modified
   * @param from where they begin, at channel 0
   * @param length how many, a multiple of the channels
   * @param target receives the floats in the same order; modified
   * @param offset where in {@code target} they begin
   * @throws IndexOutOfBoundsException if a range is none of its array
   */
  public void apply(byte[] levels, int from, int length, float[] target, int offset) {
    Objects.checkFromIndexSize(from, length, levels.length);
    Objects.checkFromIndexSize(offset, length, target.length);
    int channelTable = 0;
    for (int i = 0; i < length; i++) {
      target[offset + i] = table[channelTable + Byte.toUnsignedInt(levels[from + i])];
      channelTable += LEVELS;
      if (channelTable == table.length) {
        channelTable = 0;
      }
    }
  }
}
