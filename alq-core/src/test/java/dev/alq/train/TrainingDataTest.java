package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.dataset.Dataset;
import dev.alq.dataset.Subset;
import dev.alq.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingDataTest {

  private static final Dataset TWENTY =
      new Dataset() {
        @Override
        public int size() {
          return 20;
        }

        @Override
        public Shape imageShape() {
          return Shape.of(1, 1, 1);
        }

        @Override
        public List<String> classNames() {
          return List.of("a", "b");
        }

        @Override
        public int label(int index) {
          return index % 2;
        }

        @Override
        public void image(int index, long draw, float[] target, int offset) {
          target[offset] = index;
        }

        @Override
        public String contentHash() {
          return "00";
        }
      };

  @Test
  void everyImageIsInOnePart() {
    AlqTrainer.Data data = AlqTrainer.Data.split(TWENTY, 0.29, 3);
    assertEquals(6, data.validation().size(), "0.29 of 20, rounded");
    Set<Integer> seen = new HashSet<>();
    for (Dataset part : List.of(data.train(), data.validation())) {
      for (int i = 0; i < part.size(); i++) {
        seen.add(((Subset) part).indexInWhole(i));
      }
    }
    assertEquals(20, seen.size());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1, -0.5, Double.NaN, 0.01, 0.99})
  void noPartMayBeEmpty(double share) {
    assertThrows(IllegalArgumentException.class, () -> AlqTrainer.Data.split(TWENTY, share, 3));
  }
}
