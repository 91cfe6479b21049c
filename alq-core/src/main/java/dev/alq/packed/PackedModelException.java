package dev.alq.packed;

import java.io.IOException;

/** A file does not hold a packed model, or not the one that was written. */
public final class PackedModelException extends IOException {

  private static final long serialVersionUID = 1L;

  PackedModelException(String message) {
    super(message);
  }

  PackedModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
