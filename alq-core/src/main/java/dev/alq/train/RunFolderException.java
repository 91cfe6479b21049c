package dev.alq.train;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A folder cannot hold the run that was asked for. Nothing in it was changed, but for damaged
 * checkpoints, which are set aside.
 */
public final class RunFolderException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param folder the folder
   * @param problem what is wrong with it
   */
  public RunFolderException(Path folder, String problem) {
    super(folder + ": " + problem);
  }
}
