package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an image is augmented to depends on seed, epoch and image alone: neither on the number of
 * threads that read nor on what was read before.
 */
@Timeout(60)
class SeededAugmentationTest {

  private static final long SEED = 41;
  private static final int IMAGES = 23;
  private static final int SIDE = 6;
  private static final long OVERTAKING = 50_000;
  private static final Shape SHAPE = Shape.of(SIDE, SIDE, 3);

  /** Random pictures of many sizes, each a class of its own, read by several threads. */
  private record Photographs(int readers) implements Pictures {

    @Override
    public int size() {
      return IMAGES;
    }

    @Override
    public Preprocessing preprocessing() {
      var normalization = new Normalization(List.of(0.4f, 0.5f, 0.6f), List.of(0.2f, 0.3f, 0.4f));
      return new Preprocessing(
          SIDE,
          SIDE,
          normalization,
          IntStream.range(0, IMAGES).mapToObj(i -> "picture " + i).toList());
    }

    @Override
    public Picture picture(int index) {
      SplittableRandom random = Seeds.generator(SEED, index);
      byte[] levels = new byte[3 * random.nextInt(SIDE, 20) * SIDE * 2];
      random.nextBytes(levels);
      if (index % 3 == 0) {
        LockSupport.parkNanos(OVERTAKING); // lets another reader overtake
      }
      return new Picture(levels.length / (SIDE * 6), SIDE * 2, 3, levels);
    }

    @Override
    public Shape imageShape() {
      return SHAPE;
    }

    @Override
    public List<String> classNames() {
      return preprocessing().classNames();
    }

    @Override
    public int label(int index) {
      return index;
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      Picture picture = picture(index);
      for (Transform transform : TO_SIZE) {
        picture = transform.apply(picture, draw);
      }
      new NormalizationTable(preprocessing().normalization()).apply(picture, SHAPE, target, offset);
    }

    @Override
    public String contentHash() {
      return "photographs";
    }
  }

  /** How pictures are validated: nothing about it is random. */
  private static final List<Transform> TO_SIZE =
      List.of(new Transform.Resize(SIDE), new Transform.CentreCrop(SIDE, SIDE));

  private static final Augmentation FIXED = new Augmentation.Transforms(TO_SIZE);

  private static Augmentation padCropFlip() {
    return new Augmentation.Transforms(
        Stream.concat(
                TO_SIZE.stream(), Augmentation.Transforms.padCropFlip(2).transforms().stream())
            .toList());
  }

  static List<Augmentation> random() {
    return List.of(
        new Augmentation.Translate(2),
        padCropFlip(),
        Augmentation.Transforms.resizedCropFlip(SIDE));
  }

  static List<Augmentation> all() {
    return Stream.concat(random().stream(), Stream.of(new Augmentation.None(), FIXED)).toList();
  }

  private static DataLoader loader(Augmentation augmentation, int readers, int batch, long seed) {
    return new DataLoader(augmentation.apply(new Photographs(readers)), batch, seed);
  }

  private static float[] row(Batch batch, int i) {
    return Arrays.copyOfRange(batch.images().data(), i * SHAPE.size(), (i + 1) * SHAPE.size());
  }

  /** The images of an epoch in their order, by label, which is the index. */
  private static Map<Integer, float[]> images(Epoch epoch) {
    Map<Integer, float[]> images = new LinkedHashMap<>();
    try (epoch) {
      epoch.forEachRemaining(batch -> addTo(images, batch));
    }
    return images;
  }

  private static void addTo(Map<Integer, float[]> images, Batch batch) {
    for (int i = 0; i < batch.size(); i++) {
      images.put(batch.labels()[i], row(batch, i));
    }
  }

  private static void assertSame(
      Map<Integer, float[]> expected, Map<Integer, float[]> actual, String what) {
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(actual.keySet()), what);
    expected.forEach(
        (index, image) -> assertArrayEquals(image, actual.get(index), what + ", image " + index));
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyNumberOfReadersGivesTheSameBatches(Augmentation augmentation) {
    for (int epoch = 0; epoch < 2; epoch++) {
      var expected = images(loader(augmentation, 1, 10, SEED).shuffled(epoch));
      assertEquals(IMAGES, expected.size());
      for (int readers : new int[] {3, 16}) {
        var actual = images(loader(augmentation, readers, 10, SEED).shuffled(epoch));
        String what = augmentation + ", seed " + SEED + ", epoch " + epoch + ", readers " + readers;
        assertSame(expected, actual, what);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void anyOrderOfReadingGivesTheSameImages(Augmentation augmentation) {
    String what = augmentation + ", seed " + SEED;
    DataLoader loader = loader(augmentation, 3, 10, SEED);
    var first = images(loader.shuffled(0));
    var second = images(loader.shuffled(1));
    DataLoader other = loader(augmentation, 3, 7, SEED);
    assertSame(second, images(other.shuffled(1)), what + ": the later epoch alone");
    assertSame(first, images(other.shuffled(0)), what + ": the earlier epoch after it");

    Map<Integer, float[]> atOnce = new LinkedHashMap<>();
    try (Epoch one = loader.shuffled(0);
        Epoch two = loader.shuffled(1)) {
      while (one.hasNext()) {
        two.next();
        addTo(atOnce, one.next());
      }
    }
    assertSame(first, atOnce, what + ": two epochs side by side");

    Dataset data = augmentation.apply(new Photographs(1));
    for (int index = IMAGES - 1; index >= 0; index--) {
      float[] image = new float[SHAPE.size()];
      data.image(index, Seeds.derive(SEED, 1, index), image, 0);
      assertArrayEquals(second.get(index), image, what + ": backwards, image " + index);
    }
  }

  private static long different(Map<Integer, float[]> one, Map<Integer, float[]> other) {
    return one.keySet().stream()
        .filter(index -> !Arrays.equals(Objects.requireNonNull(one.get(index)), other.get(index)))
        .count();
  }

  @ParameterizedTest
  @MethodSource("all")
  void seedAndEpochDecideWhatIsRandomAndNothingElse(Augmentation augmentation) {
    String what = augmentation + ", seed " + SEED;
    boolean random = random().contains(augmentation);
    var images = images(loader(augmentation, 1, 10, SEED).shuffled(0));
    var otherEpoch = images(loader(augmentation, 1, 10, SEED).shuffled(1));
    var otherSeed = images(loader(augmentation, 1, 10, SEED + 1).shuffled(0));
    // Of 25 results or more, two draws have the same one in 4 of 100 cases.
    assertEquals(random, different(images, otherEpoch) > IMAGES / 2, what);
    assertEquals(random, different(images, otherSeed) > IMAGES / 2, what);
    if (!random) {
      assertEquals(0, different(images, otherEpoch) + different(images, otherSeed), what);
    }
  }
}
