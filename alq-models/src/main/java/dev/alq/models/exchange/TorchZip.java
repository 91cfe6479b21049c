package dev.alq.models.exchange;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A checkpoint in the zip format: {@code NAME/data.pkl} and {@code NAME/data/KEY} for each storage.
 * PyTorch stores them without compression and so nothing is decompressed here: an archive cannot
 * become larger than its file.
 */
final class TorchZip implements TorchStorages {

  /** Far more than the names and shapes of any network take. */
  static final long MAX_PICKLE_BYTES = 1L << 24;

  private static final String PICKLE = "data.pkl";
  private static final String SCRIPT = "constants.pkl";
  private static final int MAX_ENTRIES = 1 << 16;

  private final Path file;
  private final ZipFile zip;
  private final String folder;

  private TorchZip(Path file, ZipFile zip, String folder) {
    this.file = file;
    this.zip = zip;
    this.folder = folder;
  }

  static TorchZip open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(file.toFile());
    } catch (ZipException e) {
      throw new CheckpointException(file, "damaged zip archive (" + e.getMessage() + ")", e);
    }
    boolean opened = false;
    try {
      TorchZip checkpoint = new TorchZip(file, zip, folder(file, zip));
      checkpoint.requireKnown();
      opened = true;
      return checkpoint;
    } finally {
      if (!opened) {
        zip.close();
      }
    }
  }

  private static String folder(Path file, ZipFile zip) throws CheckpointException {
    if (zip.size() > MAX_ENTRIES) {
      throw new CheckpointException(file, "an archive of " + zip.size() + " files");
    }
    List<String> pickles =
        zip.stream()
            .map(ZipEntry::getName)
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .toList();
    if (pickles.size() != 1) {
      throw new CheckpointException(
          file, "an archive with " + pickles.size() + " files " + PICKLE + ", not one of PyTorch");
    }
    String name = pickles.getFirst();
    return name.substring(0, name.length() - PICKLE.length());
  }

  private void requireKnown() throws IOException {
    if (zip.getEntry(folder + SCRIPT) != null) {
      throw new CheckpointException(
          file, "holds a TorchScript program; save model.state_dict() instead");
    }
    if (zip.getEntry(folder + "byteorder") != null) {
      String order = new String(bytes("byteorder", 0, 6), StandardCharsets.US_ASCII);
      if (!order.equals("little")) {
        throw new CheckpointException(file, "its elements are not little-endian");
      }
    }
  }

  /** What the pickle holds. */
  PickleValue root() throws IOException, PickleException {
    ZipEntry pickle = entry(PICKLE);
    if (pickle.getSize() > MAX_PICKLE_BYTES) {
      throw new CheckpointException(file, "a pickle of " + pickle.getSize() + " bytes");
    }
    return Unpickler.read(
        new PickleInput(bytes(PICKLE, 0, (int) pickle.getSize())), new HashMap<>());
  }

  @Override
  public ByteBuffer read(PickleValue.Storage storage, long from, int length) throws IOException {
    String name = "data/" + storage.key();
    long expected = storage.count() * storage.element().bytes();
    long size = entry(name).getSize();
    if (size != expected) {
      throw new CheckpointException(
          file, "the storage " + printable(name) + " has " + size + " bytes, not " + expected);
    }
    return ByteBuffer.wrap(bytes(name, from, length));
  }

  private ZipEntry entry(String name) throws CheckpointException {
    ZipEntry entry = zip.getEntry(folder + name);
    if (entry == null) {
      throw new CheckpointException(file, "lacks the entry " + printable(name));
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
      throw new CheckpointException(
          file, "the entry " + printable(name) + " is compressed, which PyTorch never does");
    }
    return entry;
  }

  private byte[] bytes(String name, long from, int length) throws IOException {
    try (InputStream in = zip.getInputStream(entry(name))) {
      in.skipNBytes(from);
      byte[] bytes = in.readNBytes(length);
      if (bytes.length < length) {
        throw new CheckpointException(file, "the entry " + printable(name) + " is cut off");
      }
      return bytes;
    } catch (ZipException | EOFException e) {
      throw new CheckpointException(
          file, "damaged zip archive (" + e.getMessage() + ") at " + printable(name), e);
    }
  }

  private static String printable(String name) {
    return "'" + PickleInput.printable(name) + "'";
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
