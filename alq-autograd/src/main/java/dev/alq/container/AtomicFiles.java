package dev.alq.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replaces files whole. A reader, and whoever comes after a crash, sees either the old file or the
 * complete new one.
 */
public final class AtomicFiles {

  private static final Logger LOG = LoggerFactory.getLogger(AtomicFiles.class);

  /** Writes the new content of a file. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes everything.
     *
     * @param channel an empty file open for reading and writing; not to be closed
     * @throws IOException if writing fails; the old file then stays
     */
    void writeTo(FileChannel channel) throws IOException;
  }

  private AtomicFiles() {}

  /**
   * Writes a file under a temporary name in the same folder, forces it to disk and moves it into
   * place. If anything fails the temporary file is deleted and an existing target stays as it was.
   *
   * @param target the file to create or replace
   * @param content writes the bytes
   * @throws IOException if the file cannot be written or moved, or {@code content} throws it
   */
  public static void write(Path target, Content content) throws IOException {
    Path temporary = null;
    try {
      temporary = createBeside(target);
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
      forceNames(target);
    } finally {
      if (temporary != null) {
        Files.deleteIfExists(temporary);
      }
    }
  }

  /**
   * Writes bytes as {@link #write(Path, Content)} does.
   *
   * @param target the file to create or replace
   * @param bytes all that it holds then; not modified
   * @throws IOException if the file cannot be written or moved
   */
  public static void write(Path target, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    write(
        target,
        channel -> {
          while (rest.hasRemaining()) {
            channel.write(rest);
          }
        });
  }

  /** Without this a power failure could undo the move. Not every system opens folders. */
  private static void forceNames(Path target) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException e) {
        LOG.debug("the folder {} cannot be forced to disk: {}", folder, e.getMessage());
      }
    }
  }

  /** Not {@code Files.createTempFile}: its files are private and would stay so after the move. */
  private static Path createBeside(Path target) throws IOException {
    Path name = target.getFileName();
    if (name == null) {
      throw new IOException("not the name of a file: " + target);
    }
    for (int attempt = 0; ; attempt++) {
      long process = ProcessHandle.current().pid();
      Path temporary = target.resolveSibling("." + name + "." + process + "-" + attempt + ".tmp");
      try {
        return Files.createFile(temporary);
      } catch (FileAlreadyExistsException e) {
        if (attempt == Integer.MAX_VALUE) {
          throw e;
        }
      }
    }
  }
}
