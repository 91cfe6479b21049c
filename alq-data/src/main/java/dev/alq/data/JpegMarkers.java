package dev.alq.data;

/**
 * Walks along the marker segments of a JPEG file as decoders do: bytes that belong to no segment,
 * such as the entropy-coded data of a scan, are passed over. An end marker without a scan before it
 * closes tables that stand alone; the picture then begins at the next start marker. Whatever the
 * bytes are, it only ends sooner.
 */
final class JpegMarkers {

  /** Start of a scan: another pass over the picture. */
  static final int SCAN = 0xDA;

  /** A segment that may hold a piece of a colour profile. */
  static final int PROFILE = 0xE2;

  /** A segment of Adobe's programs. */
  static final int ADOBE = 0xEE;

  private static final int PREFIX = 0xFF;
  private static final int START = 0xD8;
  private static final int END = 0xD9;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int STUFFING = 0x00;
  private static final int TEMPORARY = 0x01;

  private final byte[] file;
  private int next;
  private int marker;
  private int content;
  private int length;
  private boolean scanned;

  /**
   * Starts behind the first marker.
   *
   * @param file the bytes of a file of any format; not modified
   */
  JpegMarkers(byte[] file) {
    this.file = file;
    boolean jpeg = file.length >= 2 && level(0) == PREFIX && level(1) == START;
    this.next = jpeg ? 2 : file.length;
  }

  /** How many passes over the picture a file demands: 0 if it is no JPEG file. */
  static int scans(byte[] file) {
    JpegMarkers markers = new JpegMarkers(file);
    int scans = 0;
    while (markers.advance()) {
      if (markers.marker == SCAN) {
        scans++;
      }
    }
    return scans;
  }

  /**
   * Goes to the next segment that has a content.
   *
   * @return whether there is one and the file holds all of it
   */
  boolean advance() {
    while (next + 1 < file.length) {
      int second = level(next + 1);
      if (level(next) != PREFIX || second == PREFIX) {
        next++;
      } else if (second == END) {
        next = scanned ? file.length : nextStart(next + 2);
      } else if (standsAlone(second)) {
        next += 2;
      } else {
        return enter(second);
      }
    }
    return false;
  }

  /** The kind of the segment. */
  int marker() {
    return marker;
  }

  /** Where the segment's bytes behind its length begin. */
  int content() {
    return content;
  }

  /** The number of bytes in the segment behind its length. */
  int length() {
    return length;
  }

  /** A byte of the segment, 0 … 255. */
  int contentLevel(int offset) {
    return level(content + offset);
  }

  /** Whether the segment is the header of the picture; three others lie between those. */
  boolean isFrame() {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private boolean enter(int kind) {
    content = next + 4;
    if (content > file.length) {
      next = file.length;
      return false;
    }
    length = (level(next + 2) << 8 | level(next + 3)) - 2;
    if (length < 0 || content + length > file.length) {
      next = file.length;
      return false;
    }
    marker = kind;
    scanned |= kind == SCAN;
    next = content + length;
    return true;
  }

  private int nextStart(int from) {
    for (int at = from; at + 1 < file.length; at++) {
      if (level(at) == PREFIX && level(at + 1) == START) {
        return at;
      }
    }
    return file.length;
  }

  private static boolean standsAlone(int second) {
    return second == STUFFING
        || second == TEMPORARY
        || second == START
        || (second >= FIRST_RESTART && second <= LAST_RESTART);
  }

  private int level(int at) {
    return Byte.toUnsignedInt(file[at]);
  }
}
