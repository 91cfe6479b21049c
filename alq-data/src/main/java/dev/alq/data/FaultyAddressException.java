package dev.alq.data;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What an address sends, or does not send, is not the file; another one may have it. */
final class FaultyAddressException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  FaultyAddressException(String fault, @Nullable Throwable cause) {
    super(fault, cause);
  }
}
