package dev.alq.train;

import dev.alq.dataset.Dataset;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Noisy stripes of three directions, 8×8: easy to learn, but not without a convolution.
 *
 * @param seed where the noise comes from
 * @param size number of images
 */
record Stripes(long seed, int size) implements Dataset {

  static final int SIDE = 8;
  private static final int CLASSES = 3;

  @Override
  public Shape imageShape() {
    return Shape.of(SIDE, SIDE, 1);
  }

  @Override
  public List<String> classNames() {
    return List.of("across", "down", "slanting");
  }

  @Override
  public int label(int index) {
    return index % CLASSES;
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    SplittableRandom random = Seeds.generator(seed, index);
    int phase = random.nextInt(4);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int along =
            switch (label(index)) {
              case 0 -> y;
              case 1 -> x;
              default -> x + y;
            };
        float stripe = (along + phase) % 4 < 2 ? 1 : -1;
        target[offset + y * SIDE + x] = stripe + (float) random.nextDouble(-1.5, 1.5);
      }
    }
  }

  @Override
  public String contentHash() {
    return "stripes-" + seed + "-" + size;
  }
}
