package dev.alq.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file in the idx format of the MNIST distribution, unsigned bytes only, plain or as gzip: two
 * zero bytes, the type 8, the rank, each extent as 32 bits big-endian, then the elements,
 * row-major. Whether it is gzip is seen from the first two bytes, not from the name.
 *
 * @param path where it was read from
 * @param extents outermost first, each positive
 * @param data all elements
 */
record IdxFile(Path path, int[] extents, byte[] data) {

  private static final int UNSIGNED_BYTE = 8;
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 8;
  private static final int BUFFER = 1 << 16;

  /**
   * Reads a file. Memory grows with what the file really holds, never with what its header says.
   *
   * @param path the file
   * @param rank the number of extents it must have
   * @param faultIn says what is wrong with the extents, if anything; asked before elements are read
   * @return its content
   * @throws DataFileException if the content is damaged, or foreign
   * @throws IOException if the file cannot be read
   */
  static IdxFile read(Path path, int rank, Function<int[], Optional<String>> faultIn)
      throws IOException {
    try (InputStream stored = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      stored.mark(2);
      boolean zipped = stored.read() == 0x1f && stored.read() == 0x8b;
      stored.reset();
      InputStream plain = zipped ? new GZIPInputStream(stored, BUFFER) : stored;
      long unread = zipped ? Long.MAX_VALUE : Files.size(path);
      int[] extents = header(path, rank, plain);
      Optional<String> fault = faultIn.apply(extents);
      if (fault.isPresent()) {
        throw new DataFileException(path, fault.get());
      }
      return new IdxFile(path, extents, elements(path, extents, plain, unread));
    } catch (ZipException e) {
      throw new DataFileException(path, "damaged gzip data (" + e.getMessage() + ")", e);
    } catch (EOFException e) {
      throw new DataFileException(path, "the gzip data is cut off", e);
    }
  }

  private static int[] header(Path path, int rank, InputStream in) throws IOException {
    int length = Integer.BYTES * (1 + rank);
    byte[] header = in.readNBytes(length);
    byte[] magic = {0, 0, UNSIGNED_BYTE, (byte) rank};
    byte[] found = Arrays.copyOf(header, Math.min(header.length, magic.length));
    if (!Arrays.equals(magic, found)) {
      HexFormat hex = HexFormat.of();
      throw new DataFileException(
          path,
          "not an idx file of unsigned bytes with "
              + (rank + " dimensions: begins with '" + hex.formatHex(found))
              + ("', must begin with '" + hex.formatHex(magic) + "'"));
    }
    if (header.length < length) {
      throw new DataFileException(
          path, "cut off in the header at offset " + header.length + " of " + length);
    }
    return extents(path, header);
  }

  private static byte[] elements(Path path, int[] extents, InputStream in, long length)
      throws IOException {
    int headerLength = Integer.BYTES * (1 + extents.length);
    long expected = product(path, extents);
    if (length != Long.MAX_VALUE && length - headerLength != expected) {
      throw wrongLength(path, extents, expected, length - headerLength);
    }
    byte[] data = in.readNBytes((int) expected);
    if (data.length < expected) {
      throw wrongLength(path, extents, expected, data.length);
    }
    if (in.read() >= 0) {
      throw new DataFileException(
          path, "has bytes after its last element at offset " + (headerLength + expected));
    }
    return data;
  }

  private static int[] extents(Path path, byte[] header) throws DataFileException {
    ByteBuffer buffer = ByteBuffer.wrap(header);
    int[] extents = new int[header.length / Integer.BYTES - 1];
    for (int i = 0; i < extents.length; i++) {
      int offset = Integer.BYTES * (i + 1);
      extents[i] = buffer.getInt(offset);
      if (extents[i] < 1) {
        throw new DataFileException(
            path, "an extent of " + Integer.toUnsignedString(extents[i]) + " at offset " + offset);
      }
    }
    return extents;
  }

  private static long product(Path path, int[] extents) throws DataFileException {
    long product = 1;
    for (int extent : extents) {
      product *= extent; // at most 2^62: the factor before it has passed the check below
      if (product > MAX_LENGTH) {
        throw new DataFileException(
            path, "the header promises too many bytes: extents " + Arrays.toString(extents));
      }
    }
    return product;
  }

  private static DataFileException wrongLength(
      Path path, int[] extents, long expected, long present) {
    return new DataFileException(
        path,
        "the header promises "
            + (expected + " bytes, extents " + Arrays.toString(extents))
            + (", but " + present + " follow"));
  }
}
