package dev.alq.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;

/** Writes small MNIST folders, and the bytes that go into them. */
final class MnistFiles {

  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";
  static final int TRAIN = 30;
  static final int TEST = 12;

  private MnistFiles() {}

  /** Four good files as gzip. */
  static void writeAll(Path folder) throws IOException {
    Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), gzip(images(TRAIN)));
    Files.write(folder.resolve(TRAIN_LABELS + ".gz"), gzip(labels(TRAIN)));
    Files.write(folder.resolve(TEST_IMAGES + ".gz"), gzip(images(TEST)));
    Files.write(folder.resolve(TEST_LABELS + ".gz"), gzip(labels(TEST)));
  }

  static byte[] images(int count) {
    return idx(pixels(count), count, 28, 28);
  }

  static byte[] labels(int count) {
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i * 7 % 10);
    }
    return idx(labels, count);
  }

  static byte[] pixels(int count) {
    byte[] pixels = new byte[count * 784];
    new SplittableRandom(count).nextBytes(pixels);
    return pixels;
  }

  static byte[] idx(byte[] data, int... extents) {
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * extents.length + data.length);
    file.putInt(0x0800 + extents.length);
    for (int extent : extents) {
      file.putInt(extent);
    }
    return file.put(data).array();
  }

  static byte[] gzip(byte[] data) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
