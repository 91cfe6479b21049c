package dev.alq.examples;

import dev.alq.container.Hashes;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Preprocessing;
import dev.alq.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** A data set of one's own: pictures in memory, all of the size that the network takes. */
final class ArrayImages implements Dataset {

  private final Preprocessing preprocessing;
  private final byte[][] levels;
  private final int[] labels;
  private final String hash;

  /**
   * Takes over pictures.
   *
   * @param preprocessing size, normalization and class names, which go into the packed model
   * @param levels 0 … 255 as unsigned bytes in the order H,W,C; not copied
   * @param labels the class of each picture, from 0; not copied
   */
  ArrayImages(Preprocessing preprocessing, byte[][] levels, int[] labels) {
    if (levels.length != labels.length) {
      throw new IllegalArgumentException(levels.length + " pictures, " + labels.length + " labels");
    }
    for (int i = 0; i < labels.length; i++) {
      Objects.checkIndex(labels[i], preprocessing.classNames().size());
      if (levels[i].length != preprocessing.imageShape().size()) {
        throw new IllegalArgumentException("picture " + i + " has " + levels[i].length + " levels");
      }
    }
    this.preprocessing = preprocessing;
    this.levels = levels;
    this.labels = labels;
    ByteBuffer labelBytes = ByteBuffer.allocate(Integer.BYTES * labels.length);
    labelBytes.asIntBuffer().put(labels);
    hash =
        Hashes.sha256(
            Stream.concat(Stream.of(labelBytes.array()), Arrays.stream(levels))
                .map(MemorySegment::ofArray)
                .toArray(MemorySegment[]::new));
  }

  Preprocessing preprocessing() {
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
    return labels[index];
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    byte[] picture = levels[index];
    Objects.checkFromIndexSize(offset, picture.length, target.length);
    for (int i = 0; i < picture.length; i++) {
      target[offset + i] = Byte.toUnsignedInt(picture[i]);
    }
    preprocessing.normalization().applyInPlace(target, offset, picture.length);
  }

  @Override
  public String contentHash() {
    return hash;
  }
}
