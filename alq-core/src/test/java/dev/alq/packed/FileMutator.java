package dev.alq.packed;

import dev.alq.container.Hashes;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Changes model files at random, with an eye for their structure. */
final class FileMutator {

  private static final int LENGTH = Long.BYTES;
  private static final int HASH_START = 35;

  /** What stands where a number, a name or a mark was. */
  private static final String[] WORDS = {
    "0",
    "1",
    "2",
    "3",
    "7",
    "8",
    "9",
    "16",
    "-1",
    "1.5",
    "1e9",
    "1e-46",
    "1e400",
    "65536",
    "2147483647",
    "2147483648",
    "4294967297",
    "9223372036854775807",
    "99999999999999999999",
    "true",
    "null",
    "\"\"",
    "[]",
    "{}",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\\\"",
    "\\u0000",
    "\\ud800",
    "U8",
    "F32",
    "I64",
    "relu",
    "flatten",
    "convolution",
    "linear",
    "residual",
    "max_pool",
    "scale_shift",
    "global_average_pool",
    "channelwise",
    "kernelwise",
    "pixelwise",
    "subchannelwise",
    "float",
    "multi_bit",
    "first",
    "second",
    "hidden",
    "last",
    "body.conv"
  };

  private static final byte[] EXTREMES = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF, '"', '\\', '9'};

  private final SplittableRandom random;

  FileMutator(SplittableRandom random) {
    this.random = random;
  }

  /**
   * Changes a file in one to four ways and, mostly, puts its lengths and its hash right again.
   *
   * @param file the bytes of a model file; not modified
   * @param other another one, to take pieces from; not modified
   */
  byte[] mutate(byte[] file, byte[] other) {
    int end = headerEnd(file);
    byte[] header = Arrays.copyOfRange(file, LENGTH, end);
    byte[] data = Arrays.copyOfRange(file, end, file.length);
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (random.nextInt(10) < 7) {
        header = changed(header, other);
      } else {
        data = changed(data, other);
      }
    }
    return random.nextInt(10) == 0 ? join(header, data, end - LENGTH) : sealed(header, data);
  }

  private byte[] changed(byte[] part, byte[] other) {
    if (part.length == 0) {
      return piece(other);
    }
    byte[] copy = part.clone();
    int at = random.nextInt(part.length);
    return switch (random.nextInt(7)) {
      case 0 -> {
        copy[at] ^= (byte) (1 << random.nextInt(Byte.SIZE));
        yield copy;
      }
      case 1 -> {
        copy[at] = EXTREMES[random.nextInt(EXTREMES.length)];
        yield copy;
      }
      case 2 -> replaced(part, at, Math.min(part.length, at + 1 + random.nextInt(40)), new byte[0]);
      case 3 -> replaced(part, at, at, piece(part));
      case 4 -> replaced(part, at, Math.min(part.length, at + random.nextInt(40)), piece(other));
      default -> replaced(part, wordStart(part, at), wordEnd(part, at), word());
    };
  }

  private byte[] word() {
    return WORDS[random.nextInt(WORDS.length)].getBytes(StandardCharsets.UTF_8);
  }

  private byte[] piece(byte[] source) {
    int from = random.nextInt(source.length);
    return Arrays.copyOfRange(source, from, Math.min(source.length, from + random.nextInt(200)));
  }

  private static int wordStart(byte[] part, int at) {
    int start = at;
    while (start > 0 && isWord(part[start - 1]) && isWord(part[at])) {
      start--;
    }
    return start;
  }

  private static int wordEnd(byte[] part, int at) {
    int end = at + 1;
    while (end < part.length && isWord(part[end]) && isWord(part[at])) {
      end++;
    }
    return end;
  }

  private static boolean isWord(byte b) {
    return Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_';
  }

  private static byte[] replaced(byte[] part, int from, int to, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(part, 0, from);
    out.writeBytes(by);
    out.write(part, to, part.length - to);
    return out.toByteArray();
  }

  private static byte[] sealed(byte[] header, byte[] data) {
    byte[] bytes = join(header, data, header.length);
    if (header.length < HASH_START + Hashes.DIGITS) {
      return bytes;
    }
    Arrays.fill(bytes, HASH_START, HASH_START + Hashes.DIGITS, (byte) '0');
    byte[] hash = Hashes.sha256(MemorySegment.ofArray(bytes)).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(hash, 0, bytes, HASH_START, hash.length);
    return bytes;
  }

  private static byte[] join(byte[] header, byte[] data, int length) {
    return ByteBuffer.allocate(LENGTH + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(header)
        .put(data)
        .array();
  }

  private static int headerEnd(byte[] file) {
    long length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return Math.clamp(LENGTH + length, LENGTH, file.length);
  }
}
