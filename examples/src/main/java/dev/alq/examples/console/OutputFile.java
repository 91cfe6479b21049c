package dev.alq.examples.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Finds out before any work begins whether its result can be written. */
public final class OutputFile {

  private OutputFile() {}

  /**
   * Demands a place for a file, new or to be replaced.
   *
   * @param file the file
   * @return the same path
   * @throws CommandFailure if it cannot be written
   */
  public static Path requireWritable(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null || Files.isDirectory(file)) {
      throw new CommandFailure(file + ": is a folder, so no file can be written there");
    }
    if (!Files.isDirectory(parent)) {
      throw new CommandFailure(file + ": cannot be written, there is no folder " + parent);
    }
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file)) {
      throw new CommandFailure(file + ": is not a regular file, so it is not replaced");
    }
    if (Files.exists(file) && !Files.isWritable(file)) {
      throw new CommandFailure(file + ": cannot be replaced, it is read-only");
    }
    tryBeside(file);
    return file;
  }

  /**
   * Demands a place for a new file.
   *
   * @param file the file
   * @return the same path
   * @throws CommandFailure if it cannot be written or exists
   */
  public static Path requireNew(Path file) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new CommandFailure(file + " exists already; name a file by --out to write to");
    }
    return requireWritable(file);
  }

  /** Creates and deletes a file beside it: permissions alone do not tell what a folder takes. */
  private static void tryBeside(Path file) {
    long process = ProcessHandle.current().pid();
    Path trial = file.resolveSibling("." + file.getFileName() + "." + process + "-trial.tmp");
    try {
      Files.delete(Files.createFile(trial));
    } catch (AccessDeniedException e) {
      throw new CommandFailure(file + ": cannot be written, permission denied");
    } catch (IOException e) {
      throw new CommandFailure(file + ": cannot be written, the folder takes no such file");
    }
  }
}
