package dev.alq.container;

import java.io.IOException;

/** A text is not JSON, or not the JSON that its reader expects. */
public final class MalformedJsonException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Position in bytes. */
  private final long offset;

  MalformedJsonException(long offset, String problem) {
    super(problem);
    this.offset = offset;
  }

  /**
   * Where the problem shows.
   *
   * @return position in the text, in bytes of its UTF-8 form
   */
  public long offset() {
    return offset;
  }
}
