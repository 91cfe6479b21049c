package dev.alq.data;

import dev.alq.container.Hashes;
import dev.alq.dataset.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A decoded picture in a file: 8 bytes of magic, then big-endian the CRC-32C of all that follows
 * (32 bits), size of the source (64), its time of modification in seconds (64) and nanoseconds
 * (32), its SHA-256, height, width and channels (32 each), and the levels.
 *
 * @param size bytes of the source
 * @param modified when the source was modified
 * @param hash SHA-256 of the source; not modified
 * @param picture what the source holds
 */
record CacheEntry(long size, FileTime modified, byte[] hash, Picture picture) {

  /** Its digit grows when the same file is decoded to other levels than before. */
  private static final byte[] MAGIC = "ALQPIC2\n".getBytes(StandardCharsets.US_ASCII);

  private static final int CHECKED = MAGIC.length + Integer.BYTES;
  private static final int HEADER =
      CHECKED + 2 * Long.BYTES + Integer.BYTES + Hashes.BYTES + 3 * Integer.BYTES;
  private static final long MAX_BYTES = HEADER + 3L * PictureDecoder.MAX_PIXELS;

  /** The content of the file. */
  byte[] bytes() {
    Instant time = modified.toInstant();
    byte[] levels = picture.levels();
    ByteBuffer file = ByteBuffer.allocate(HEADER + levels.length);
    file.put(MAGIC).putInt(0);
    file.putLong(size).putLong(time.getEpochSecond()).putInt(time.getNano()).put(hash);
    file.putInt(picture.height()).putInt(picture.width()).putInt(picture.channels());
    file.put(levels);
    return file.putInt(MAGIC.length, checksum(file.array())).array();
  }

  /**
   * Reads an entry.
   *
   * @param place its file
   * @return the entry, or null if there is none or it is damaged or unreadable
   */
  static @Nullable CacheEntry read(Path place) {
    byte[] bytes;
    try {
      if (Files.size(place) > MAX_BYTES) {
        return null;
      }
      bytes = Files.readAllBytes(place);
    } catch (IOException e) {
      return null; // in nearly all cases: there is none yet
    }
    return bytes.length < HEADER ? null : parse(bytes);
  }

  private static @Nullable CacheEntry parse(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    file.get(magic);
    if (!Arrays.equals(magic, MAGIC) || file.getInt() != checksum(bytes)) {
      return null;
    }
    long size = file.getLong();
    long seconds = file.getLong();
    int nanos = file.getInt();
    byte[] hash = new byte[Hashes.BYTES];
    file.get(hash);
    int height = file.getInt();
    int width = file.getInt();
    int channels = file.getInt();
    byte[] levels = Arrays.copyOfRange(bytes, HEADER, bytes.length);
    try {
      FileTime modified = FileTime.from(Instant.ofEpochSecond(seconds, nanos));
      return new CacheEntry(size, modified, hash, new Picture(height, width, channels, levels));
    } catch (IllegalArgumentException | DateTimeException e) {
      return null; // what another version wrote
    }
  }

  private static int checksum(byte[] file) {
    CRC32C checksum = new CRC32C();
    checksum.update(file, CHECKED, file.length - CHECKED);
    return (int) checksum.getValue();
  }
}
