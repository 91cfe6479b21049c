package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Some images of a data set, in a given order. A view: nothing is copied but the indices. */
public final class Subset implements Dataset {

  private final Dataset whole;
  private final int[] indices;

  /**
   * Creates a view.
   *
   * @param whole the data set that holds the images
   * @param indices which of them, in the order of the view; not modified, copied
   * @throws IndexOutOfBoundsException if an index is none of the data set's
   */
  public Subset(Dataset whole, int... indices) {
    this.whole = whole;
    this.indices = indices.clone();
    for (int index : this.indices) {
      Objects.checkIndex(index, whole.size());
    }
  }

  /**
   * The position in the data set behind the view.
   *
   * @param index position in this view
   * @return position in the whole
   * @throws IndexOutOfBoundsException if there is no such image in this view
   */
  public int indexInWhole(int index) {
    return indices[Objects.checkIndex(index, indices.length)];
  }

  /** The data set behind the view. */
  Dataset whole() {
    return whole;
  }

  /** The same choice from another data set of the same length. */
  Subset over(Dataset other) {
    return new Subset(other, indices);
  }

  @Override
  public int readers() {
    return whole.readers();
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public Shape imageShape() {
    return whole.imageShape();
  }

  @Override
  public List<String> classNames() {
    return whole.classNames();
  }

  @Override
  public int label(int index) {
    return whole.label(indexInWhole(index));
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    whole.image(indexInWhole(index), draw, target, offset);
  }

  /**
   * Identifies the whole and the choice from it, so that it differs from the hash of the whole even
   * where all images are chosen.
   *
   * @return SHA-256 over the hash of the whole (ASCII) and the indices (32 bits each, big-endian)
   */
  @Override
  public String contentHash() {
    ByteBuffer chosen = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, indices.length));
    chosen.asIntBuffer().put(indices);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(whole.contentHash().getBytes(StandardCharsets.US_ASCII));
      digest.update(chosen);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
