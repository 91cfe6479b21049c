package dev.alq.data;

import dev.alq.dataset.Preprocessing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.io.input.BoundedInputStream;

/**
 * Collects the six files of CIFAR-10. Each holds records of one label byte and 3,072 levels: a
 * plane of red, one of green and one of blue, each row by row.
 */
final class CifarBatches {

  /** The files in the order of the images; the last one holds the test images. */
  static final List<String> NAMES =
      Stream.concat(
              IntStream.rangeClosed(1, Cifar10.TRAIN_FILES)
                  .mapToObj(i -> "data_batch_" + i + ".bin"),
              Stream.of("test_batch.bin"))
          .toList();

  private static final int PIXELS = Cifar10.SIDE * Cifar10.SIDE;
  private static final int LEVELS = PIXELS * Cifar10.COLOURS;
  private static final int RECORD = 1 + LEVELS;
  private static final int BUFFER = 1 << 16;

  /** What else an archive may hold, such as a page that describes it: bounds work on bombs. */
  private static final long MAX_OTHER_BYTES = 1 << 20;

  /** What the unpacked archive may hold beside the images, names and descriptions included. */
  private static final long MAX_BESIDE = 16L << 20;

  private final int batchImages;
  private final byte[] trainLevels;
  private final byte[] trainLabels;
  private final byte[] testLevels;
  private final byte[] testLabels;

  /**
   * Makes room.
   *
   * @param batchImages records that each file must have
   */
  CifarBatches(int batchImages) {
    this.batchImages = batchImages;
    this.trainLevels = new byte[Cifar10.TRAIN_FILES * batchImages * LEVELS];
    this.trainLabels = new byte[Cifar10.TRAIN_FILES * batchImages];
    this.testLevels = new byte[batchImages * LEVELS];
    this.testLabels = new byte[batchImages];
  }

  /** Reads the files of a folder. */
  void readFolder(Path folder) throws IOException {
    for (int i = 0; i < NAMES.size(); i++) {
      Path file = folder.resolve(NAMES.get(i));
      if (!Files.isRegularFile(file)) {
        throw new DataFileException(file, "no such file; CIFAR-10 has six of them");
      }
      requireLength(file, "", Files.size(file));
      try (InputStream in = Files.newInputStream(file)) {
        readBatch(file, "", in, i);
      }
    }
  }

  /** Reads the files of a tar archive inside gzip. */
  void readArchive(Path archive) throws IOException {
    long most = (long) NAMES.size() * batchImages * RECORD + MAX_BESIDE;
    try (InputStream stored = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
        InputStream unpacked =
            BoundedInputStream.builder()
                .setInputStream(new GZIPInputStream(stored, BUFFER))
                .setMaxCount(most)
                .get();
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      readEntries(archive, tar);
    } catch (DataFileException e) {
      throw e;
    } catch (IOException e) { // the archive's readers answer damage with many kinds of it
      throw new DataFileException(
          archive, "damaged, cut off or unreadable archive (" + e.getMessage() + ")", e);
    }
  }

  private void readEntries(Path archive, TarArchiveInputStream tar) throws IOException {
    Set<String> missing = new HashSet<>(NAMES);
    for (TarArchiveEntry entry = tar.getNextEntry();
        entry != null && !missing.isEmpty();
        entry = tar.getNextEntry()) {
      String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
      int index = NAMES.indexOf(name);
      String inside = " (" + entry.getName() + ")";
      if (entry.isSparse()) { // holes unpack to any length and count towards no bound
        throw new DataFileException(archive, "holds a file with holes" + inside);
      }
      if (index < 0 || !entry.isFile()) {
        if (entry.getSize() > MAX_OTHER_BYTES) {
          throw new DataFileException(
              archive,
              "holds a file of " + entry.getSize() + " bytes that is not CIFAR-10's" + inside);
        }
      } else {
        if (!missing.remove(name)) {
          throw new DataFileException(archive, "holds a file twice" + inside);
        }
        requireLength(archive, inside, entry.getSize());
        readBatch(archive, inside, tar, index);
      }
    }
    if (!missing.isEmpty()) {
      List<String> sorted = new ArrayList<>(missing);
      sorted.sort(null);
      throw new DataFileException(archive, "lacks " + String.join(", ", sorted));
    }
  }

  /** The images to learn from. */
  ByteImages train(Preprocessing preprocessing) {
    return new ByteImages(preprocessing, trainLevels, trainLabels);
  }

  /** The images to report on. */
  ByteImages test(Preprocessing preprocessing) {
    return new ByteImages(preprocessing, testLevels, testLabels);
  }

  private void requireLength(Path file, String inside, long length) throws DataFileException {
    long expected = (long) batchImages * RECORD;
    if (length != expected) {
      throw new DataFileException(
          file, length + " bytes, must be " + expected + " (" + batchImages + " images)" + inside);
    }
  }

  private void readBatch(Path file, String inside, InputStream in, int index) throws IOException {
    boolean train = index < Cifar10.TRAIN_FILES;
    byte[] labels = train ? trainLabels : testLabels;
    byte[] levels = train ? trainLevels : testLevels;
    int first = train ? index * batchImages : 0;
    byte[] record = new byte[RECORD];
    for (int i = 0; i < batchImages; i++) {
      if (in.readNBytes(record, 0, RECORD) < RECORD) {
        throw new DataFileException(file, "is cut off in image " + i + inside);
      }
      if (record[0] < 0 || record[0] > 9) {
        throw new DataFileException(
            file,
            "label "
                + Byte.toUnsignedInt(record[0])
                + (" at offset " + (long) i * RECORD + ", must be 0 to 9" + inside));
      }
      labels[first + i] = record[0];
      interleave(record, levels, (first + i) * LEVELS);
    }
  }

  /** From planes to pixels. */
  private static void interleave(byte[] record, byte[] levels, int offset) {
    for (int p = 0; p < PIXELS; p++) {
      for (int c = 0; c < Cifar10.COLOURS; c++) {
        levels[offset + p * Cifar10.COLOURS + c] = record[1 + c * PIXELS + p];
      }
    }
  }
}
