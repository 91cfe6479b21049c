package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.alq.dataset.Dataset;
import dev.alq.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    MnistFiles.writeAll(folder);
  }

  @Test
  void readsBackWhatWasWritten() throws IOException {
    Mnist mnist = Mnist.load(folder);
    assertEquals(MnistFiles.TRAIN, mnist.train().size());
    assertEquals(MnistFiles.TEST, mnist.test().size());
    assertEquals(Shape.of(28, 28, 1), mnist.train().imageShape());
    assertEquals(10, mnist.train().classNames().size());
    byte[] pixels = MnistFiles.pixels(MnistFiles.TRAIN);
    for (int i = 0; i < MnistFiles.TRAIN; i++) {
      assertEquals(i * 7 % 10, mnist.train().label(i));
      byte[] image = Arrays.copyOfRange(pixels, 784 * i, 784 * (i + 1));
      assertArrayEquals(image, mnist.train().levels(i));
      float[] floats = new float[786];
      mnist.train().image(i, i, floats, 1);
      for (int p = 0; p < 784; p++) {
        double expected = (Byte.toUnsignedInt(image[p]) / 255.0 - 0.1307) / 0.3081;
        assertEquals(expected, floats[p + 1], 4e-7 * 3, "pixel " + p + " of image " + i);
      }
      assertEquals(0, floats[0]);
      assertEquals(0, floats[785]);
    }
  }

  @Test
  void plainFilesHoldTheSame() throws IOException {
    String hash = Mnist.load(folder).train().contentHash();
    for (String name : new String[] {MnistFiles.TRAIN_IMAGES, MnistFiles.TRAIN_LABELS}) {
      Files.delete(folder.resolve(name + ".gz"));
    }
    Files.write(folder.resolve(MnistFiles.TRAIN_IMAGES), MnistFiles.images(MnistFiles.TRAIN));
    Files.write(folder.resolve(MnistFiles.TRAIN_LABELS), MnistFiles.labels(MnistFiles.TRAIN));
    assertEquals(hash, Mnist.load(folder).train().contentHash());
  }

  @Test
  void whetherItIsGzipIsSeenFromTheContent() throws IOException {
    String hash = Mnist.load(folder).test().contentHash();
    Files.write(folder.resolve(MnistFiles.TEST_IMAGES + ".gz"), MnistFiles.images(MnistFiles.TEST));
    assertEquals(hash, Mnist.load(folder).test().contentHash());
  }

  @Test
  void theHashIsThatOfTheDecodedBytes() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(MnistFiles.pixels(MnistFiles.TEST));
    byte[] labels = MnistFiles.labels(MnistFiles.TEST);
    digest.update(labels, 8, labels.length - 8);
    Mnist mnist = Mnist.load(folder);
    assertEquals(HexFormat.of().formatHex(digest.digest()), mnist.test().contentHash());
    assertNotEquals(mnist.test().contentHash(), mnist.train().contentHash());
  }

  @Test
  void thereAreNoOtherImages() throws IOException {
    Dataset train = Mnist.load(folder).train();
    float[] target = new float[784];
    assertThrows(IndexOutOfBoundsException.class, () -> train.image(-1, 0, target, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> train.image(train.size(), 0, target, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> train.image(0, 0, target, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> train.label(train.size()));
  }
}
