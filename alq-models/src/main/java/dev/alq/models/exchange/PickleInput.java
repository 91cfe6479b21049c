package dev.alq.models.exchange;

import java.nio.charset.StandardCharsets;

/** The bytes of pickles, with a place in them. */
final class PickleInput {

  private static final int MAX_LINE = 1000;

  private final byte[] bytes;
  private int at;

  /**
   * Begins at the first byte.
   *
   * @param bytes one pickle or several; not modified
   */
  PickleInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /** How many bytes are read. */
  int position() {
    return at;
  }

  /** An exception that names the place. */
  PickleException fault(String text) {
    return new PickleException(text + " (at byte " + at + " of the pickle)");
  }

  int unsignedByte() throws PickleException {
    require(1);
    return Byte.toUnsignedInt(bytes[at++]);
  }

  /** A signed number of up to eight bytes. */
  long littleEndian(int length) throws PickleException {
    require(length);
    long number = 0;
    for (int i = length - 1; i >= 0; i--) {
      long digit = i == length - 1 ? bytes[at + i] : Byte.toUnsignedInt(bytes[at + i]);
      number = number << Byte.SIZE | digit;
    }
    at += length;
    return number;
  }

  void skip(long length) throws PickleException {
    require(length);
    at += (int) length;
  }

  String text(long length) throws PickleException {
    require(length);
    String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  /** Up to the end of the line. */
  String line() throws PickleException {
    int start = at;
    while (unsignedByte() != '\n') {
      if (at - start > MAX_LINE) {
        throw fault("a line of more than " + MAX_LINE + " bytes");
      }
    }
    return new String(bytes, start, at - 1 - start, StandardCharsets.UTF_8);
  }

  /** A foreign text as it may stand in a message. */
  static String printable(String text) {
    String clean = text.replaceAll("\\p{C}", "?");
    return clean.length() > 200 ? clean.substring(0, 200) + "…" : clean;
  }

  private void require(long length) throws PickleException {
    if (length < 0 || length > bytes.length - at) {
      throw fault("a pickle that is cut off");
    }
  }
}
