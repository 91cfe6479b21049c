package dev.alq.container;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 as 64 lower-case hexadecimal digits. */
public final class Hashes {

  /** The number of bytes of a hash. */
  public static final int BYTES = 32;

  /** The number of digits of a hash. */
  public static final int DIGITS = 2 * BYTES;

  private static final long SLICE_BYTES = 1L << 26;

  private Hashes() {}

  /**
   * The hash of a file's bytes.
   *
   * @param file the file
   * @return 64 lower-case hexadecimal digits
   * @throws IOException if the file cannot be read
   */
  public static String sha256(Path file) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return sha256(channel.map(MapMode.READ_ONLY, 0, channel.size(), arena));
    }
  }

  /**
   * The hash of segments, one after the other.
   *
   * @param segments the bytes; not modified
   * @return 64 lower-case hexadecimal digits
   */
  public static String sha256(MemorySegment... segments) {
    MessageDigest digest = newDigest();
    for (MemorySegment segment : segments) {
      for (long from = 0; from < segment.byteSize(); from += SLICE_BYTES) {
        long bytes = Math.min(SLICE_BYTES, segment.byteSize() - from);
        digest.update(segment.asSlice(from, bytes).asByteBuffer());
      }
    }
    return hex(digest);
  }

  /**
   * Begins the computation of a hash.
   *
   * @return a SHA-256 digest of nothing yet
   */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Ends the computation of a hash.
   *
   * @param digest what has been given all bytes; reset
   * @return 64 lower-case hexadecimal digits
   */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
