package dev.alq.data;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file of data is missing, damaged, or not what it should be. The message is one sentence that
 * names the file.
 */
public final class DataFileException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param file the file or folder at fault
   * @param fault what is wrong with it, to stand after its name
   */
  public DataFileException(Path file, String fault) {
    this(file, fault, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param file the file or folder at fault
   * @param fault what is wrong with it, to stand after its name
   * @param cause what was thrown by the reader underneath
   */
  public DataFileException(Path file, String fault, @Nullable Throwable cause) {
    super(file + ": " + fault, cause);
  }
}
