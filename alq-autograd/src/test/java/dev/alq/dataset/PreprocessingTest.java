package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.tensor.Shape;
import dev.alq.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {

  private static final Normalization RGB =
      new Normalization(List.of(0.4914f, 0.4822f, 0.4465f), List.of(0.2023f, 0.1994f, 0.2010f));

  @Test
  void normalisesEachChannelByItsOwnFigures() {
    float[] table = RGB.table();
    for (int c = 0; c < 3; c++) {
      for (int level = 0; level < 256; level++) {
        double expected = (level / 255.0 - RGB.mean().get(c)) / RGB.std().get(c);
        assertEquals(expected, RGB.apply(level, c), 4e-7 * 3, "level " + level);
        assertEquals(RGB.apply(level, c), table[256 * c + level]);
      }
    }
    float[] levels = {9, 0, 128, 255, 9};
    RGB.applyInPlace(levels, 1, 3);
    assertArrayEquals(
        new float[] {9, RGB.apply(0, 0), RGB.apply(128, 1), RGB.apply(255, 2), 9}, levels);
  }

  @Test
  void impossibleNormalizationsAreRefused() {
    List<Float> one = List.of(1f);
    assertThrows(IllegalArgumentException.class, () -> new Normalization(List.of(), List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Normalization(one, List.of(1f, 2f)));
    assertThrows(IllegalArgumentException.class, () -> Normalization.gray(0.5f, 0));
    assertThrows(IllegalArgumentException.class, () -> Normalization.gray(Float.NaN, 1));
    assertThrows(
        IllegalArgumentException.class, () -> Normalization.gray(0, Float.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> RGB.applyInPlace(new float[4], 0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> RGB.applyInPlace(new float[4], 3, 3));
  }

  @Test
  void preprocessingKeepsItsOwnLists() {
    List<String> names = new ArrayList<>(List.of("cat", "dog"));
    Preprocessing preprocessing = new Preprocessing(32, 30, RGB, names);
    names.clear();
    assertEquals(List.of("cat", "dog"), preprocessing.classNames());
    assertEquals(Shape.of(32, 30, 3), preprocessing.imageShape());
    assertEquals(new Preprocessing(32, 30, RGB, List.of("cat", "dog")), preprocessing);
  }

  @Test
  void impossiblePreprocessingIsRefused() {
    List<String> names = List.of("all");
    assertThrows(IllegalArgumentException.class, () -> new Preprocessing(0, 1, RGB, names));
    assertThrows(IllegalArgumentException.class, () -> new Preprocessing(1, -1, RGB, names));
    assertThrows(IllegalArgumentException.class, () -> new Preprocessing(1, 1, RGB, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Preprocessing(1 << 16, 1 << 16, RGB, names));
  }

  @Test
  void aBatchHasALabelPerImage() {
    Tensor images = Tensor.zeros(Shape.of(2, 1, 1, 1));
    assertEquals(2, new Batch(images, new int[2]).size());
    assertThrows(IllegalArgumentException.class, () -> new Batch(images, new int[3]));
    Tensor flat = Tensor.zeros(Shape.of(2));
    assertThrows(IllegalArgumentException.class, () -> new Batch(flat, new int[2]));
  }
}
