package dev.alq.bench;

import java.util.Optional;
import java.util.OptionalLong;

/** Another library, running and ready to be given work. */
public interface Peer extends AutoCloseable {

  /**
   * What rows call it.
   *
   * @return such as "openblas"
   */
  String name();

  /**
   * Its version and the settings it was given.
   *
   * @return a line for the reader of the table
   */
  String settings();

  /**
   * Puts a task's data in place, in the way that suits this library best.
   *
   * @param task what to do
   * @return the work, or nothing if this library is not compared on such a task
   */
  Optional<Work> work(Task task);

  /**
   * The most memory that the library's own process has had resident at a time.
   *
   * @return bytes, or nothing if it shares our process or the system does not tell
   */
  default OptionalLong peakResidentBytes() {
    return OptionalLong.empty();
  }

  /** Releases what the library holds. */
  @Override
  default void close() {}
}
