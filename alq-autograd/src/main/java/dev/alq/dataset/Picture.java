package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.util.Objects;

/**
 * A decoded picture. Equality is that of the objects, not of their contents.
 *
 * @param height rows
 * @param width columns
 * @param channels 1 for gray, 3 for red, green, blue
 * @param levels 0 … 255 as unsigned bytes in the order H,W,C; not copied, not to be modified
 */
public record Picture(int height, int width, int channels, byte[] levels) {

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if the picture is empty or the array has another length
   */
  public Picture {
    if (height < 1
        || width < 1
        || channels < 1
        || (long) height * width * channels != levels.length) {
      throw new IllegalArgumentException(
          levels.length + " levels for " + height + " by " + width + " by " + channels);
    }
  }

  /**
   * Height, width and channels.
   *
   * @return the shape of its levels
   */
  public Shape shape() {
    return Shape.of(height, width, channels);
  }

  /**
   * A part of the picture; what lies outside of it is black.
   *
   * @param top the first row, may be negative
   * @param left the first column, may be negative
   * @param rows height of the part, 1 or more
   * @param columns width of the part, 1 or more
   * @return the part
   */
  public Picture window(int top, int left, int rows, int columns) {
    if (top == 0 && left == 0 && rows == height && columns == width) {
      return this;
    }
    byte[] part = new byte[Math.multiplyExact(Math.multiplyExact(rows, columns), channels)];
    int first = Math.max(0, left);
    int end = Math.min(width, left + columns);
    for (int y = Math.max(0, top); y < Math.min(height, top + rows) && first < end; y++) {
      System.arraycopy(
          levels,
          (y * width + first) * channels,
          part,
          ((y - top) * columns + first - left) * channels,
          (end - first) * channels);
    }
    return new Picture(rows, columns, channels, part);
  }

  /**
   * The picture at another size, as {@link Resampler} has it, rounded to whole levels.
   *
   * @param rows height of the result, 1 or more
   * @param columns width of the result, 1 or more
   * @return the picture, stretched to that size
   * @throws IllegalArgumentException if the channels are neither 1 nor 3
   */
  public Picture resized(int rows, int columns) {
    if (rows == height && columns == width) {
      return this;
    }
    return of(
        rows, columns, channels, Resampler.resize(new PictureRows(this), channels, rows, columns));
  }

  /**
   * The picture with left and right exchanged.
   *
   * @return a new picture
   */
  public Picture mirrored() {
    byte[] mirrored = new byte[levels.length];
    for (int y = 0; y < height; y++) {
      int row = y * width * channels;
      for (int x = 0; x < width; x++) {
        int from = row + (width - 1 - x) * channels;
        System.arraycopy(levels, from, mirrored, row + x * channels, channels);
      }
    }
    return new Picture(height, width, channels, mirrored);
  }

  /**
   * A picture from levels with fractions.
   *
   * @param height rows
   * @param width columns
   * @param channels 1 or 3
   * @param levels in the order H,W,C; rounded and kept within 0 … 255; not modified
   * @return a new picture
   * @throws IllegalArgumentException if the picture is empty or the array has another length
   */
  public static Picture of(int height, int width, int channels, float[] levels) {
    Objects.requireNonNull(levels);
    byte[] whole = new byte[levels.length];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = (byte) Math.max(0, Math.min(255, (int) (levels[i] + 0.5)));
    }
    return new Picture(height, width, channels, whole);
  }

  /** The rows of a picture, in its own channels. */
  private record PictureRows(Picture picture) implements Resampler.Rows {
    @Override
    public int width() {
      return picture.width();
    }

    @Override
    public int height() {
      return picture.height();
    }

    @Override
    public void read(int y, int channels, float[] row) {
      int length = picture.width() * picture.channels();
      for (int i = 0; i < length; i++) {
        row[i] = Byte.toUnsignedInt(picture.levels()[y * length + i]);
      }
    }
  }
}
