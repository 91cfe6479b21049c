package dev.alq.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Seeds;
import dev.alq.tensor.Shape;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TransformedPicturesTest {

  private static final int SIDE = 6;

  /** Random gray pictures, read by several threads. */
  private record Grays(int size, int readers) implements Pictures {
    @Override
    public Preprocessing preprocessing() {
      return new Preprocessing(SIDE, SIDE, Normalization.gray(0.25f, 0.5f), List.of("gray"));
    }

    @Override
    public Picture picture(int index) {
      byte[] levels = new byte[SIDE * SIDE];
      Seeds.generator(1, index).nextBytes(levels);
      return new Picture(SIDE, SIDE, 1, levels);
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
      return 0;
    }

    @Override
    public void image(int index, long draw, float[] target, int offset) {
      new NormalizationTable(preprocessing().normalization())
          .apply(picture(index), imageShape(), target, offset);
    }

    @Override
    public String contentHash() {
      return "grays";
    }
  }

  private static final Augmentation AUGMENTATION = Augmentation.Transforms.padCropFlip(2);

  private static float[] image(Dataset data, int index, long draw) {
    float[] image = new float[SIDE * SIDE + 2];
    data.image(index, draw, image, 1);
    return Arrays.copyOfRange(image, 1, SIDE * SIDE + 1);
  }

  @Test
  void transformsStandInFrontOfTheNormalization() {
    Grays grays = new Grays(3, 1);
    Dataset augmented = AUGMENTATION.apply(grays);
    for (long draw = 0; draw < 50; draw++) {
      Picture expected = grays.picture(2);
      expected = new Transform.PadAndCrop(2).apply(expected, Seeds.derive(draw, 0));
      expected = new Transform.HorizontalFlip().apply(expected, Seeds.derive(draw, 1));
      float[] image = image(augmented, 2, draw);
      for (int i = 0; i < image.length; i++) {
        double level = Byte.toUnsignedInt(expected.levels()[i]);
        assertEquals((level / 255 - 0.25) / 0.5, image[i], 1e-6, "draw " + draw);
      }
    }
    assertEquals("grays", augmented.contentHash());
    assertEquals(3, augmented.size());
  }

  @Test
  void aSubsetKeepsItsChoice() {
    Grays grays = new Grays(10, 1);
    Dataset chosen = AUGMENTATION.apply(new Subset(new Subset(grays, 7, 3, 5), 2, 1));
    Dataset all = AUGMENTATION.apply(grays);
    assertEquals(2, chosen.size());
    assertArrayEquals(image(all, 5, 9), image(chosen, 0, 9));
    assertArrayEquals(image(all, 3, 9), image(chosen, 1, 9));
  }

  @Test
  void theNumberOfReadersChangesNothing() {
    float[] expected = epochs(new Grays(53, 1));
    for (int readers : new int[] {2, 3, 8, 100}) {
      assertArrayEquals(expected, epochs(new Grays(53, readers)), readers + " readers");
    }
  }

  private static float[] epochs(Grays grays) {
    DataLoader loader = new DataLoader(AUGMENTATION.apply(grays), 10, 4);
    float[] all = new float[2 * 53 * SIDE * SIDE];
    int position = 0;
    for (int e = 0; e < 2; e++) {
      try (Epoch epoch = loader.shuffled(e)) {
        while (epoch.hasNext()) {
          float[] images = epoch.next().images().data();
          System.arraycopy(images, 0, all, position, images.length);
          position += images.length;
        }
      }
    }
    assertEquals(all.length, position);
    return all;
  }

  @Test
  void everyPositionIsReadOnceByOwnThreadsWhichThenEnd() throws Throwable {
    Set<Integer> seen = new ConcurrentSkipListSet<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (ReaderPool pool = new ReaderPool(4)) {
      pool.forEach(
          500,
          i -> {
            assertTrue(seen.add(i));
            threads.add(Thread.currentThread());
            Thread.onSpinWait();
          });
    }
    assertEquals(500, seen.size());
    threads.remove(Thread.currentThread());
    for (Thread thread : threads) {
      assertTrue(thread.getName().startsWith("alq-data-reader-"), thread.getName());
      // The pool has ended when its threads are about to.
      assertTrue(thread.join(Duration.ofMinutes(1)), thread.getName());
    }
  }

  @Test
  void aFailureOfAReaderReachesTheCallerAsItWas() {
    IllegalStateException failure = new IllegalStateException("position 5 is bad");
    try (ReaderPool pool = new ReaderPool(3)) {
      for (int attempt = 0; attempt < 20; attempt++) {
        IllegalStateException thrown =
            assertThrows(
                IllegalStateException.class,
                () ->
                    pool.forEach(
                        50,
                        i -> {
                          if (i == 5) {
                            throw failure;
                          }
                        }));
        assertEquals(failure, thrown);
      }
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> AUGMENTATION.apply(new Numbered(3)));
    assertThrows(IllegalArgumentException.class, () -> new Augmentation.Transforms(List.of()));
    Augmentation small = Augmentation.Transforms.resizedCropFlip(3);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> small.apply(new Grays(1, 1)));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("[3, 3, 1] of the first picture where [6, 6, 1] is due"), message);
    assertEquals(0, small.apply(new Grays(0, 1)).size());
  }
}
