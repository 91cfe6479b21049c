package dev.alq.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.alq.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {

  @TempDir Path folder;

  private Cifar10 load() throws IOException {
    return Cifar10.load(folder, Cifar10Files.IMAGES);
  }

  private void writeArchive(byte[] bytes) throws IOException {
    Files.write(folder.resolve(Cifar10.ARCHIVE), bytes);
  }

  private void assertRefused(String... words) {
    DataFileException refusal =
        assertThrows(DataFileException.class, this::load, Arrays.toString(words));
    String message = String.valueOf(refusal.getMessage());
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void planesBecomePixels() throws IOException {
    Cifar10Files.writeFolder(folder, Cifar10Files.good());
    Cifar10 data = load();
    assertEquals(15, data.train().size());
    assertEquals(3, data.test().size());
    assertEquals(Shape.of(32, 32, 3), data.train().imageShape());
    for (int i = 0; i < 15; i++) {
      byte[] records = Cifar10Files.batch(i / 3);
      int start = i % 3 * Cifar10Files.RECORD;
      assertEquals(records[start], data.train().label(i));
      byte[] levels = data.train().levels(i);
      float[] image = new float[3072];
      data.train().image(i, 0, image, 0);
      for (int p = 0; p < 1024; p++) {
        for (int c = 0; c < 3; c++) {
          byte level = records[start + 1 + c * 1024 + p];
          assertEquals(level, levels[3 * p + c]);
          double mean = new double[] {0.4914, 0.4822, 0.4465}[c];
          double std = new double[] {0.2023, 0.1994, 0.2010}[c];
          double expected = ((level & 255) / 255.0 - mean) / std;
          assertEquals(expected, image[3 * p + c], 1e-5);
        }
      }
    }
    assertEquals("airplane", data.test().classNames().get(0));
    assertEquals("truck", data.test().classNames().get(9));
  }

  @Test
  void theArchiveAndBothFoldersHoldTheSame() throws IOException {
    writeArchive(Cifar10Files.archive(Cifar10Files.good()));
    Cifar10 archived = load();
    Cifar10Files.writeFolder(folder.resolve(Cifar10.FOLDER), Cifar10Files.good());
    Cifar10 unpacked = load();
    Cifar10Files.writeFolder(folder, Cifar10Files.good());
    Cifar10 flat = load();
    assertEquals(archived.train().contentHash(), unpacked.train().contentHash());
    assertEquals(archived.test().contentHash(), unpacked.test().contentHash());
    assertEquals(archived.train().contentHash(), flat.train().contentHash());
    assertArrayEquals(archived.test().levels(2), flat.test().levels(2));
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertRefused(Cifar10.ARCHIVE, "no such file", "put the archive into this folder");
    Map<String, byte[]> files = Cifar10Files.good();
    files.remove("data_batch_4.bin");
    writeArchive(Cifar10Files.archive(files));
    assertRefused("lacks data_batch_4.bin");
    Cifar10Files.writeFolder(folder, files);
    assertRefused("data_batch_4.bin", "no such file");
    Path missing = folder.resolve("missing");
    assertThrows(DataFileException.class, () -> Cifar10.load(missing));
  }

  @Test
  void otherSizesAndLabelsAreRefused() throws IOException {
    Map<String, byte[]> files = Cifar10Files.good();
    byte[] test = Cifar10Files.batch(5);
    files.put("test_batch.bin", Arrays.copyOf(test, test.length - 1));
    writeArchive(Cifar10Files.archive(files));
    assertRefused("9218 bytes, must be 9219 (3 images)", "test_batch.bin");
    test[2 * Cifar10Files.RECORD] = 10;
    files.put("test_batch.bin", test);
    writeArchive(Cifar10Files.archive(files));
    assertRefused("label 10 at offset 6146, must be 0 to 9", "test_batch.bin");
    test[2 * Cifar10Files.RECORD] = -1;
    Cifar10Files.writeFolder(folder, files);
    assertRefused("test_batch.bin: label 255 at offset 6146");
    DataFileException refusal = assertThrows(DataFileException.class, () -> Cifar10.load(folder));
    assertTrue(
        String.valueOf(refusal.getMessage())
            .endsWith("9219 bytes, must be 30730000 (10000 images)"));
  }

  @Test
  void damagedArchivesAreRefused() throws IOException {
    byte[] good = Cifar10Files.archive(Cifar10Files.good());
    for (int length : new int[] {5, 100, good.length / 2, good.length - 3000}) {
      writeArchive(Arrays.copyOf(good, length));
      assertRefused(Cifar10.ARCHIVE + ": ");
    }
    writeArchive("hello, world".getBytes(StandardCharsets.UTF_8));
    assertRefused("damaged, cut off or unreadable archive");
    writeArchive(MnistFiles.gzip(new byte[100]));
    assertRefused(Cifar10.ARCHIVE + ": ");
    byte[] text = new byte[5000];
    Arrays.fill(text, (byte) 'x');
    writeArchive(MnistFiles.gzip(text));
    assertRefused(Cifar10.ARCHIVE + ": ");
    Map<String, byte[]> bomb = Map.of("other", new byte[(1 << 20) + 1]);
    writeArchive(Cifar10Files.archive(bomb));
    assertRefused("holds a file of 1048577 bytes that is not CIFAR-10's", "other");
  }

  /** Holes take no space in an archive, but time to be passed over. */
  @Test
  void aFileOfHolesIsNotReadToItsEnd() throws IOException {
    byte[] header = new byte[1024];
    put(header, 0, "other");
    put(header, 124, "00000001000"); // what is stored: one block
    put(header, 156, "S"); // sparse, as old GNU programs write it
    put(header, 257, "ustar  ");
    put(header, 386, "00000000000"); // a piece of 512 bytes at the beginning
    put(header, 398, "00000001000");
    put(header, 483, "00001000000"); // with holes 262144
    int sum = 8 * ' ';
    for (byte b : header) {
      sum += b;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
    writeArchive(MnistFiles.gzip(header));
    assertRefused("holds a file with holes", "other");
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** The archive's reader takes a name into memory before it shows the entry. */
  @Test
  void aNameLongerThanTheDataIsNotReadToItsEnd() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      TarArchiveEntry name =
          new TarArchiveEntry(TarConstants.GNU_LONGLINK, TarConstants.LF_GNUTYPE_LONGNAME);
      byte[] letters = new byte[17 << 20];
      Arrays.fill(letters, (byte) 'n');
      name.setSize(letters.length);
      tar.putArchiveEntry(name);
      tar.write(letters);
      tar.closeArchiveEntry();
    }
    writeArchive(MnistFiles.gzip(bytes.toByteArray()));
    assertRefused("damaged, cut off or unreadable archive (");
  }
}
