package dev.alq.models.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes one message in the wire format of protocol buffers, field by field. */
final class Protobuf {

  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Adds a whole number that is not negative. */
  Protobuf number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Adds a float. */
  Protobuf real(int field, float value) {
    tag(field, FIXED32);
    ByteBuffer four = ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.writeBytes(four.putFloat(value).array());
    return this;
  }

  /** Adds a string. */
  Protobuf text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a message. */
  Protobuf message(int field, Protobuf value) {
    return bytes(field, value.toByteArray());
  }

  /** Adds bytes. */
  Protobuf bytes(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** The message. */
  byte[] toByteArray() {
    return out.toByteArray();
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while (rest > 0x7F) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
