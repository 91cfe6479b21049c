package dev.alq.data;

import static dev.alq.data.MnistFiles.TRAIN;
import static dev.alq.data.MnistFiles.TRAIN_IMAGES;
import static dev.alq.data.MnistFiles.TRAIN_LABELS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileMnistTest {

  @TempDir Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    MnistFiles.writeAll(folder);
  }

  /** Loads and demands one clear message that names the file and holds the given words. */
  private void assertRefused(String file, String words) {
    DataFileException refusal =
        assertThrows(DataFileException.class, () -> Mnist.load(folder), words);
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(file), message);
    assertTrue(message.contains(words), message);
    assertEquals(1, message.lines().count(), message);
  }

  private void assertRefusedPlainAndZipped(String name, byte[] content, String words)
      throws IOException {
    Files.write(folder.resolve(name), content);
    assertRefused(name, words);
    Files.delete(folder.resolve(name));
    Files.write(folder.resolve(name + ".gz"), MnistFiles.gzip(content));
    assertRefused(name + ".gz", words);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(folder.resolve(TRAIN_LABELS + ".gz"));
    assertRefused(TRAIN_LABELS, "no such file");
    assertRefused(folder.toString(), "put the four files of MNIST into this folder");
  }

  @Test
  void aMissingFolderIsNamed() {
    Path missing = folder.resolve("mnist");
    DataFileException e = assertThrows(DataFileException.class, () -> Mnist.load(missing));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.startsWith(missing + ": no such folder"), message);
  }

  @Test
  void emptyAndTinyFilesAreRefused() throws IOException {
    byte[] images = MnistFiles.images(TRAIN);
    assertRefusedPlainAndZipped(TRAIN_IMAGES, new byte[0], "begins with ''");
    assertRefusedPlainAndZipped(TRAIN_IMAGES, new byte[] {0, 0, 8}, "begins with '000008'");
    assertRefusedPlainAndZipped(TRAIN_IMAGES, Arrays.copyOf(images, 15), "offset 15 of 16");
    Files.write(folder.resolve(TRAIN_IMAGES), new byte[] {0x1f, (byte) 0x8b});
    assertRefused(TRAIN_IMAGES, "cut off");
  }

  @Test
  void foreignFilesAreRefused() throws IOException {
    assertRefusedPlainAndZipped(TRAIN_IMAGES, MnistFiles.labels(TRAIN), "begins with '00000801'");
    assertRefusedPlainAndZipped(
        TRAIN_IMAGES, "hello, world".getBytes(StandardCharsets.UTF_8), "begins with '68656c6c'");
    byte[] floats = MnistFiles.images(TRAIN);
    floats[2] = 0x0d;
    assertRefusedPlainAndZipped(TRAIN_IMAGES, floats, "'00000803'");
    byte[] twice = MnistFiles.gzip(MnistFiles.gzip(MnistFiles.images(TRAIN)));
    Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), twice);
    assertRefused(TRAIN_IMAGES, "begins with '1f8b");
  }

  @Test
  void truncatedElementsAreRefused() throws IOException {
    byte[] images = MnistFiles.images(TRAIN);
    int bytes = TRAIN * 784;
    assertRefusedPlainAndZipped(
        TRAIN_IMAGES, Arrays.copyOf(images, images.length - 1), (bytes - 1) + " follow");
    assertRefusedPlainAndZipped(TRAIN_IMAGES, Arrays.copyOf(images, 16), "0 follow");
  }

  @Test
  void trailingBytesAreRefused() throws IOException {
    byte[] images = MnistFiles.images(TRAIN);
    byte[] longer = Arrays.copyOf(images, images.length + 1);
    Files.write(folder.resolve(TRAIN_IMAGES), longer);
    assertRefused(TRAIN_IMAGES, TRAIN * 784 + 1 + " follow");
    Files.delete(folder.resolve(TRAIN_IMAGES));
    Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), MnistFiles.gzip(longer));
    assertRefused(TRAIN_IMAGES, "after its last element at offset " + images.length);
  }

  @Test
  void everyTruncationOfGzipIsRefused() throws IOException {
    byte[] good = MnistFiles.gzip(MnistFiles.labels(TRAIN));
    for (int length = 0; length < good.length; length++) {
      Files.write(folder.resolve(TRAIN_LABELS + ".gz"), Arrays.copyOf(good, length));
      assertRefused(TRAIN_LABELS, "");
    }
  }

  /** A bit that is not part of the content, such as a time stamp or padding, may flip. */
  @Test
  void noFlippedBitOfGzipChangesTheContent() throws IOException {
    String hash = Mnist.load(folder).train().contentHash();
    byte[] good = MnistFiles.gzip(MnistFiles.labels(TRAIN));
    int refused = 0;
    for (int bit = 0; bit < 8 * good.length; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(folder.resolve(TRAIN_LABELS + ".gz"), bad);
      try {
        assertEquals(hash, Mnist.load(folder).train().contentHash(), "bit " + bit);
      } catch (DataFileException e) {
        refused++;
      }
    }
    int unused = 8 * 8; // time stamp, operating system and the like, padding
    assertTrue(refused > 8 * good.length - unused, refused + " of " + 8 * good.length);
  }

  @Test
  void aDamagedChecksumIsNamed() throws IOException {
    byte[] bad = MnistFiles.gzip(MnistFiles.images(TRAIN));
    bad[bad.length - 8] ^= 1;
    Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), bad);
    assertRefused(TRAIN_IMAGES, "damaged gzip data");
  }

  @Test
  void labelsBeyondNineAreRefused() throws IOException {
    byte[] labels = MnistFiles.labels(TRAIN);
    labels[8 + 17] = 10;
    assertRefusedPlainAndZipped(TRAIN_LABELS, labels, "label 10 at offset 25");
    labels[8 + 17] = -1;
    assertRefusedPlainAndZipped(TRAIN_LABELS, labels, "label 255 at offset 25");
  }

  @Test
  void countsMustMatch() throws IOException {
    assertRefusedPlainAndZipped(TRAIN_LABELS, MnistFiles.labels(29), "30 images, but 29 labels");
  }

  @Test
  void otherImageSizesAreRefused() throws IOException {
    byte[] images = MnistFiles.idx(new byte[TRAIN * 32 * 24], TRAIN, 32, 24);
    assertRefusedPlainAndZipped(TRAIN_IMAGES, images, "32 by 24 pixels");
  }

  @Test
  void lyingHeadersCostNoMemory() throws IOException {
    byte[] none = new byte[100];
    for (int lie : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1 << 28}) {
      assertRefusedPlainAndZipped(TRAIN_LABELS, MnistFiles.idx(none, lie), "");
      Files.write(folder.resolve(TRAIN_LABELS + ".gz"), MnistFiles.gzip(MnistFiles.labels(TRAIN)));
      Files.deleteIfExists(folder.resolve(TRAIN_LABELS));
      assertRefusedPlainAndZipped(TRAIN_IMAGES, MnistFiles.idx(none, lie, 28, 28), "");
      assertRefusedPlainAndZipped(TRAIN_IMAGES, MnistFiles.idx(none, TRAIN, lie, lie), "");
      Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), MnistFiles.gzip(MnistFiles.images(TRAIN)));
      Files.deleteIfExists(folder.resolve(TRAIN_IMAGES));
    }
    int most = 2_700_000; // passes for labels in number; their bytes are not there
    assertRefusedPlainAndZipped(TRAIN_LABELS, MnistFiles.idx(none, most), "100 follow");
  }
}
