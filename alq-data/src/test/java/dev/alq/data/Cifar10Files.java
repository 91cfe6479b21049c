package dev.alq.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes small files in the format of CIFAR-10. */
final class Cifar10Files {

  static final int IMAGES = 3;
  static final int RECORD = 3073;

  private Cifar10Files() {}

  /** The six files by name: {@link #IMAGES} records each. */
  static Map<String, byte[]> good() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < CifarBatches.NAMES.size(); i++) {
      files.put(CifarBatches.NAMES.get(i), batch(i));
    }
    return files;
  }

  /** Random levels; image j of file i has the label (3·i + j) mod 10. */
  static byte[] batch(int file) {
    byte[] records = new byte[IMAGES * RECORD];
    new SplittableRandom(file).nextBytes(records);
    for (int i = 0; i < IMAGES; i++) {
      records[i * RECORD] = (byte) ((3 * file + i) % 10);
    }
    return records;
  }

  static void writeFolder(Path folder, Map<String, byte[]> files) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
  }

  static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      tar.putArchiveEntry(new TarArchiveEntry(Cifar10.FOLDER + "/"));
      tar.closeArchiveEntry();
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(Cifar10.FOLDER + "/" + file.getKey());
        entry.setSize(file.getValue().length);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return MnistFiles.gzip(bytes.toByteArray());
  }
}
