package dev.alq.models.exchange;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of weights is damaged, hostile, or not that of the network it was to be read into. */
public final class CheckpointException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  /**
   * Creates an exception.
   *
   * @param file the file at fault
   * @param fault what is wrong with it, to stand after its name
   */
  public CheckpointException(Path file, String fault) {
    this(file, fault, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param file the file at fault
   * @param fault what is wrong with it, to stand after its name
   * @param cause what was thrown by the reader underneath
   */
  public CheckpointException(Path file, String fault, @Nullable Throwable cause) {
    super(file + ": " + fault, cause);
  }
}
