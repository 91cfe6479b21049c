package dev.alq.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.dataset.Augmentation;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Normalization;
import dev.alq.dataset.Picture;
import dev.alq.dataset.Pictures;
import dev.alq.dataset.Preprocessing;
import dev.alq.dataset.Subset;
import dev.alq.kernel.Engine;
import dev.alq.nn.Flatten;
import dev.alq.nn.Linear;
import dev.alq.nn.Loss;
import dev.alq.nn.Sequential;
import dev.alq.optim.LearningRate;
import dev.alq.optim.Sgd;
import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;

/** Training sees augmented images, the same for any number of threads; validation sees none. */
class AugmentedTrainingTest {

  private static final long SEED = 5;
  private static final int SIDE = 6;
  private static final int PICTURES = 40;

  /**
   * Random gray pictures that note how they are asked for: augmentations of pictures take the
   * levels, all else takes the image.
   */
  private record Noted(int readers, Set<Integer> asLevels, Set<Integer> asImages)
      implements Pictures {

    Noted(int readers) {
      this(readers, new ConcurrentSkipListSet<>(), new ConcurrentSkipListSet<>());
    }

    @Override
    public int size() {
      return PICTURES;
    }

    @Override
    public Preprocessing preprocessing() {
      return new Preprocessing(SIDE, SIDE, Normalization.gray(0.5f, 0.3f), List.of("one", "other"));
    }

    private static Picture levels(int index) {
      byte[] levels = new byte[SIDE * SIDE];
      Seeds.generator(SEED, index).nextBytes(levels);
      return new Picture(SIDE, SIDE, 1, levels);
    }

    @Override
    public Picture picture(int index) {
      asLevels.add(index);
      return levels(index);
    }

    @Override
    public Shape imageShape() {
      return preprocessing().imageShape();
    }

    @Override
    public List<String> classNames() {
      return preprocessing().classNames();
    }

    @Override
    public int label(int index) {
      return index % 2;
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      asImages.add(index);
      byte[] levels = levels(index).levels();
      for (int i = 0; i < levels.length; i++) {
        target[offset + i] = (Byte.toUnsignedInt(levels[i]) / 255f - 0.5f) / 0.3f;
      }
    }

    @Override
    public String contentHash() {
      return "noted";
    }
  }

  private static final Augmentation AUGMENTATION = Augmentation.Transforms.padCropFlip(2);

  private static AlqTrainer.Data data(Noted pictures) {
    return AlqTrainer.Data.split(pictures, 0.25, SEED).augmented(AUGMENTATION);
  }

  /** The network's state after two epochs on augmented data. */
  private static Map<String, float[]> trained(int threads, Noted pictures) {
    Sequential network =
        Sequential.of("rows", new Flatten("flatten"), Linear.create("fc", SIDE * SIDE, 2, SEED));
    try (Engine engine = Engine.start(threads)) {
      new AlqTrainer(
              engine,
              network,
              DefaultGrouping.plan(network, 2),
              new TrainingOptions(8, Loss.CROSS_ENTROPY, SEED),
              data(pictures))
          .run(
              Schedule.of(
                  new Phase.Pretrain(
                      2,
                      new FloatMethod.GradientDescent(Sgd.Options.momentum(0.9)),
                      new LearningRate.Constant(0.01))),
              TrainingListener.NONE);
    }
    Map<String, float[]> state = new LinkedHashMap<>();
    network.state().forEach((name, tensor) -> state.put(name, tensor.data().clone()));
    return state;
  }

  @Test
  void anyNumberOfThreadsAndReadersLearnsTheSameBits() {
    Map<String, float[]> expected = trained(1, new Noted(1));
    for (int threads = 1; threads <= 3; threads++) {
      for (int readers : new int[] {1, 2, 7}) {
        String what = threads + " threads, " + readers + " readers, seed " + SEED;
        trained(threads, new Noted(readers))
            .forEach((name, values) -> assertArrayEquals(expected.get(name), values, what));
      }
    }
  }

  private static Set<Integer> indices(Dataset part) {
    Set<Integer> indices = new ConcurrentSkipListSet<>();
    for (int i = 0; i < part.size(); i++) {
      indices.add(((Subset) part).indexInWhole(i));
    }
    return indices;
  }

  @Test
  void onlyTrainingImagesAreAugmented() {
    Noted pictures = new Noted(2);
    trained(2, pictures);
    AlqTrainer.Data parts = AlqTrainer.Data.split(new Noted(1), 0.25, SEED);
    assertEquals(indices(parts.train()), pictures.asLevels(), "augmented, seed " + SEED);
    assertEquals(indices(parts.validation()), pictures.asImages(), "as they are, seed " + SEED);
  }

  private static float[] image(Dataset data, int index, long draw) {
    float[] image = new float[SIDE * SIDE];
    data.image(index, draw, image, 0);
    return image;
  }

  @Test
  void noDrawChangesAValidationImage() {
    AlqTrainer.Data data = data(new Noted(1));
    float[] validation = image(data.validation(), 3, 0);
    float[] training = image(data.train(), 3, 0);
    boolean changed = false;
    for (long draw = 1; draw < 20; draw++) {
      assertArrayEquals(validation, image(data.validation(), 3, draw), "draw " + draw);
      changed |= !Arrays.equals(training, image(data.train(), 3, draw));
    }
    assertEquals(10, data.validation().size());
    assertTrue(changed, "no draw changes a training image");
  }
}
