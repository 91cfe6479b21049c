package dev.alq.dataset;

import dev.alq.tensor.Shape;
import java.util.List;
import java.util.Objects;

/** Images of 1 by 2 pixels and 2 channels: index, label, and the draw in two halves of 24 bits. */
record Numbered(int size) implements Dataset {

  static final int INDEX = 0;
  static final int DRAW_HIGH = 2;
  static final int DRAW_LOW = 3;

  @Override
  public Shape imageShape() {
    return Shape.of(1, 2, 2);
  }

  @Override
  public List<String> classNames() {
    return List.of("even", "odd");
  }

  @Override
  public int label(int index) {
    return Objects.checkIndex(index, size) % 2;
  }

  @Override
  public void image(int index, long draw, float[] target, int offset) {
    target[offset + INDEX] = Objects.checkIndex(index, size);
    target[offset + 1] = label(index);
    target[offset + DRAW_HIGH] = high(draw);
    target[offset + DRAW_LOW] = low(draw);
  }

  @Override
  public String contentHash() {
    return "numbered " + size;
  }

  /** Bits 24 to 47, exact as a float. */
  static float high(long draw) {
    return draw >>> 24 & 0xFFFFFF;
  }

  /** Bits 0 to 23, exact as a float. */
  static float low(long draw) {
    return draw & 0xFFFFFF;
  }
}
