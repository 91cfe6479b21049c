package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.tensor.Shape;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final int HEIGHT = 5;
  private static final int WIDTH = 4;

  /** One image of two channels: place (y, x) holds 10y + x and its negative. */
  private record Numbered() implements Dataset {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public Shape imageShape() {
      return Shape.of(HEIGHT, WIDTH, 2);
    }

    @Override
    public List<String> classNames() {
      return List.of("only");
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
          target[offset + 2 * (y * WIDTH + x)] = 10 * y + x;
          target[offset + 2 * (y * WIDTH + x) + 1] = -(10 * y + x);
        }
      }
    }

    @Override
    public String contentHash() {
      return "numbered";
    }
  }

  @Test
  void noneIsTheDataItself() {
    Dataset data = new Numbered();
    assertSame(data, new Augmentation.None().apply(data));
  }

  @Test
  void everyTranslationUpToTheLargestHappensAndMovesTheWholeImage() {
    Dataset moved = new Augmentation.Translate(1).apply(new Numbered());
    Set<List<Integer>> seen = new HashSet<>();
    for (long draw = 0; draw < 500; draw++) {
      float[] image = new float[3 + HEIGHT * WIDTH * 2];
      moved.image(0, draw, image, 3);
      seen.add(distance(Arrays.copyOfRange(image, 3, image.length), draw));
    }
    assertEquals(9, seen.size(), "distances seen: " + seen);
  }

  /** The one distance that explains every pixel. */
  private static List<Integer> distance(float[] image, long draw) {
    for (int down = -1; down <= 1; down++) {
      for (int right = -1; right <= 1; right++) {
        if (Arrays.equals(image, expected(down, right))) {
          return List.of(down, right);
        }
      }
    }
    throw new AssertionError("draw " + draw + " gave " + Arrays.toString(image));
  }

  private static float[] expected(int down, int right) {
    float[] image = new float[HEIGHT * WIDTH * 2];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int fromY = Math.min(HEIGHT - 1, Math.max(0, y - down));
        int fromX = Math.min(WIDTH - 1, Math.max(0, x - right));
        image[2 * (y * WIDTH + x)] = 10 * fromY + fromX;
        image[2 * (y * WIDTH + x) + 1] = -(10 * fromY + fromX);
      }
    }
    return image;
  }

  @Test
  void theSameDrawGivesTheSameImage() {
    Dataset moved = new Augmentation.Translate(2).apply(new Numbered());
    float[] first = new float[HEIGHT * WIDTH * 2];
    float[] second = new float[HEIGHT * WIDTH * 2];
    moved.image(0, 7, first, 0);
    moved.image(0, 7, second, 0);
    assertArrayEquals(first, second);
  }

  @Test
  void allElseIsTheDataOfTheImages() {
    Dataset moved = new Augmentation.Translate(2).apply(new Numbered());
    assertEquals(1, moved.size());
    assertEquals(Shape.of(HEIGHT, WIDTH, 2), moved.imageShape());
    assertEquals("numbered", moved.contentHash());
  }

  @Test
  void aDistanceBelowOneIsRefused() {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> new Augmentation.Translate(0));
    assertEquals("cannot move images by up to 0 pixels", refusal.getMessage());
  }
}
