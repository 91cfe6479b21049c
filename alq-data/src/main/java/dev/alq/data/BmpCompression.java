package dev.alq.data;

/**
 * How the pixels of a BMP file are stored. It may embed a whole JPEG or PNG file, meant for
 * printers, whose size a decoder believes and whose contents nothing here has looked at.
 */
final class BmpCompression {

  private static final int HEADER_SIZE_AT = 14;
  private static final int COMPRESSION_AT = 30;
  private static final int SMALLEST_HEADER = 40;
  private static final int EMBEDDED_JPEG = 4;
  private static final int EMBEDDED_PNG = 5;

  private BmpCompression() {}

  /** Whether a file of any format is a BMP that holds a file of another one. */
  static boolean embedsAnotherFormat(byte[] file) {
    if (file.length < COMPRESSION_AT + Integer.BYTES || file[0] != 'B' || file[1] != 'M') {
      return false;
    }
    int compression = littleEndian(file, COMPRESSION_AT);
    return littleEndian(file, HEADER_SIZE_AT) >= SMALLEST_HEADER
        && (compression == EMBEDDED_JPEG || compression == EMBEDDED_PNG);
  }

  private static int littleEndian(byte[] file, int at) {
    int number = 0;
    for (int i = Integer.BYTES - 1; i >= 0; i--) {
      number = number << Byte.SIZE | Byte.toUnsignedInt(file[at + i]);
    }
    return number;
  }
}
