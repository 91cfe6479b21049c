package dev.alq.infer;

import dev.alq.kernel.Buffers;
import dev.alq.kernel.Engine;
import dev.alq.kernel.LevelBits;
import java.util.Arrays;

/**
 * The codes of a batch of images, one after the other.
 *
 * @param shape how each image lies
 * @param batch number of images
 * @param words at least {@code batch} times {@code shape.imageWords()} words, lent by an engine
 */
record Codes(CodeShape shape, int batch, int[] words) {

  /** Borrows memory for codes whose border is clear; the rest is undefined. */
  static Codes borrow(Engine engine, CodeShape shape, int batch, CodeMemory memory) {
    int[] words = engine.buffers().borrowInts(Math.multiplyExact(batch, memory.imageWords()));
    if (shape.border() > 0) {
      Arrays.fill(words, 0, batch * shape.imageWords(), 0);
    }
    return new Codes(shape, batch, words);
  }

  /** Gives the memory back. */
  void giveBack(Buffers buffers) {
    buffers.giveBack(words);
  }

  /**
   * Encodes numbers.
   *
   * @param levels thresholds of the numbers
   * @param x N,H,W,C; not modified
   */
  void encode(Engine engine, LevelBits levels, float[] x) {
    int rowLength = shape.width() * shape.channels();
    engine
        .parallel()
        .forEach(
            batch * shape.height(),
            row -> {
              int image = row / shape.height() * shape.imageWords();
              int place = image + shape.place(row % shape.height(), 0);
              for (int column = 0; column < shape.width(); column++) {
                engine
                    .kernels()
                    .bits()
                    .encodePixel(
                        levels,
                        x,
                        row * rowLength + column * shape.channels(),
                        shape.channels(),
                        words,
                        place + column,
                        shape.gridWords(),
                        shape.planeWords());
              }
            });
  }
}
