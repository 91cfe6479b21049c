package dev.alq.container;

import java.io.IOException;
import java.nio.file.Path;

/** A file is not a well-formed container, or not the one that was written. */
public final class ContainerException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param file the file in question
   * @param offset position in the file, in bytes, where the problem shows
   * @param problem what is wrong there
   */
  public ContainerException(Path file, long offset, String problem) {
    super(file + ": byte " + offset + ": " + problem);
  }
}
