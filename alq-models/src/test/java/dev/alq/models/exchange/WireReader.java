package dev.alq.models.exchange;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a message in the wire format of protocol buffers, written from its public description. */
final class WireReader {

  /** A field: a whole number, four bytes, or a length and that many bytes. */
  record Field(int number, long whole, byte[] bytes) {
    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    List<Field> message() {
      return read(bytes);
    }
  }

  private WireReader() {}

  static List<Field> read(byte[] message) {
    ByteBuffer in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, varint(in), new byte[0]));
        case 2 -> {
          byte[] bytes = new byte[(int) varint(in)];
          in.get(bytes);
          fields.add(new Field(number, 0, bytes));
        }
        case 5 -> fields.add(new Field(number, Integer.toUnsignedLong(in.getInt()), new byte[0]));
        default -> throw new IllegalArgumentException("field " + number + " of type " + (tag & 7));
      }
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  static List<Field> all(List<Field> fields, int number) {
    return fields.stream().filter(field -> field.number() == number).toList();
  }

  static Field only(List<Field> fields, int number) {
    List<Field> found = all(fields, number);
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " fields " + number);
    }
    return found.getFirst();
  }
}
