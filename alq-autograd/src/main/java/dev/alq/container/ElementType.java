package dev.alq.container;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** What one element of a stored tensor is. In a file all elements are little-endian. */
public enum ElementType {
  /** 32-bit floating point, IEEE 754. */
  F32,
  /** 64-bit floating point, IEEE 754. */
  F64,
  /** 16-bit floating point, IEEE 754. */
  F16,
  /** 16-bit floating point, the upper half of an {@link #F32}. */
  BF16,
  /** Signed 32-bit whole number. */
  I32,
  /** Signed 64-bit whole number. */
  I64,
  /** Unsigned byte. */
  U8;

  /**
   * The size of one element.
   *
   * @return 1, 2, 4 or 8
   */
  public int bytes() {
    return (int) heapLayout().byteSize();
  }

  /** How an element lies in a Java array: in this machine's byte order. */
  ValueLayout heapLayout() {
    return switch (this) {
      case F32 -> ValueLayout.JAVA_FLOAT_UNALIGNED;
      case F64 -> ValueLayout.JAVA_DOUBLE_UNALIGNED;
      case F16, BF16 -> ValueLayout.JAVA_SHORT_UNALIGNED;
      case I32 -> ValueLayout.JAVA_INT_UNALIGNED;
      case I64 -> ValueLayout.JAVA_LONG_UNALIGNED;
      case U8 -> ValueLayout.JAVA_BYTE;
    };
  }

  /** How an element lies in a file. */
  ValueLayout fileLayout() {
    return heapLayout().withOrder(ByteOrder.LITTLE_ENDIAN);
  }
}
