package dev.alq.models.exchange;

import java.nio.ByteBuffer;

/** What PyTorch stores, little-endian. */
enum TorchElement {
  FLOAT("FloatStorage", 4),
  DOUBLE("DoubleStorage", 8),
  HALF("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  LONG("LongStorage", 8),
  INT("IntStorage", 4),
  SHORT("ShortStorage", 2),
  CHAR("CharStorage", 1),
  BYTE("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String storageName;
  private final int bytes;

  TorchElement(String storageName, int bytes) {
    this.storageName = storageName;
    this.bytes = bytes;
  }

  /** What PyTorch calls a storage of these. */
  String storageName() {
    return storageName;
  }

  /** The size of one. */
  int bytes() {
    return bytes;
  }

  /**
   * Reads one.
   *
   * @param data little-endian
   * @param at where it lies, in bytes
   * @return the nearest float
   */
  float read(ByteBuffer data, int at) {
    return switch (this) {
      case FLOAT -> data.getFloat(at);
      case DOUBLE -> (float) data.getDouble(at);
      case HALF -> Float.float16ToFloat(data.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(data.getShort(at) << 16);
      case LONG -> data.getLong(at);
      case INT -> data.getInt(at);
      case SHORT -> data.getShort(at);
      case CHAR -> data.get(at);
      case BYTE, BOOL -> Byte.toUnsignedInt(data.get(at));
    };
  }
}
