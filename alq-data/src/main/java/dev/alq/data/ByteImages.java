package dev.alq.data;

import dev.alq.container.Hashes;
import dev.alq.dataset.NormalizationTable;
import dev.alq.dataset.Picture;
import dev.alq.dataset.Pictures;
import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Shape;
import java.security.MessageDigest;
import java.util.List;
import java.util.Objects;

/**
 * Labelled images held as bytes, a quarter of the memory of floats, and normalised when they are
 * read. Without augmentation: the draw is ignored.
 */
public final class ByteImages implements Pictures {

  private final Preprocessing preprocessing;
  private final byte[] levels;
  private final byte[] labels;
  private final NormalizationTable table;
  private final int imageLength;
  private final String contentHash;

  /**
   * Takes over arrays.
   *
   * @param preprocessing size, normalization and class names
   * @param levels 0 … 255 as unsigned bytes, images in the order H,W,C one after the other; not
   *     copied, not to be modified
   * @param labels unsigned bytes; not copied, not to be modified
   * @throws IllegalArgumentException if the lengths do not match or a label has no class name
   */
  ByteImages(Preprocessing preprocessing, byte[] levels, byte[] labels) {
    this.preprocessing = preprocessing;
    this.levels = levels;
    this.labels = labels;
    this.table = new NormalizationTable(preprocessing.normalization());
    this.imageLength = preprocessing.imageShape().size();
    if (levels.length != (long) labels.length * imageLength) {
      throw new IllegalArgumentException(
          levels.length + " levels for " + labels.length + " images of " + imageLength);
    }
    for (byte label : labels) {
      if (Byte.toUnsignedInt(label) >= preprocessing.classNames().size()) {
        throw new IllegalArgumentException("a label has no class: " + Byte.toUnsignedInt(label));
      }
    }
    this.contentHash = hash(levels, labels);
  }

  @Override
  public Preprocessing preprocessing() {
    return preprocessing;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape imageShape() {
    return preprocessing.imageShape();
  }

  @Override
  public List<String> classNames() {
    return preprocessing.classNames();
  }

  @Override
  public int label(int index) {
    return Byte.toUnsignedInt(labels[index]);
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    Objects.checkIndex(index, labels.length);
    table.apply(levels, index * imageLength, imageLength, target, offset);
  }

  @Override
  public Picture picture(int index) {
    return new Picture(
        preprocessing.height(), preprocessing.width(), preprocessing.channels(), levels(index));
  }

  /**
   * The levels of one image before normalization, e.g. to save it as a picture.
   *
   * @param index from 0 to {@code size() - 1}
   * @return a new array, 0 … 255 as unsigned bytes in the order H,W,C
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public byte[] levels(int index) {
    Objects.checkIndex(index, labels.length);
    byte[] image = new byte[imageLength];
    System.arraycopy(levels, index * imageLength, image, 0, imageLength);
    return image;
  }

  /**
   * The data as a number to compare by.
   *
   * @return SHA-256 over the levels of all images, then all labels, a byte each
   */
  @Override
  public String contentHash() {
    return contentHash;
  }

  private static String hash(byte[] levels, byte[] labels) {
    MessageDigest digest = Hashes.newDigest();
    digest.update(levels);
    digest.update(labels);
    return Hashes.hex(digest);
  }
}
