package dev.alq.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Whose a folder is: free for a run, or in use by a process. */
final class FolderClaim {

  /** What a beginning that was interrupted may have left. */
  private static final Set<String> BEGINNING =
      Set.of(RunFolder.LOCK, RunRecord.RECIPE, RunFolder.CHECKPOINTS);

  private FolderClaim() {}

  /** Checks that a run may begin in a folder. */
  static void requireFree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new RunFolderException(folder, "is not a folder");
    }
    if (RunFolder.recorded(folder).isPresent()) {
      throw new RunFolderException(folder, "holds a run already");
    }
    try (Stream<Path> entries = Files.list(folder)) {
      Optional<Path> stranger = entries.filter(entry -> !isOfABeginning(entry)).findFirst();
      if (stranger.isPresent()) {
        throw new RunFolderException(
            folder, "is not empty and holds no run, but " + stranger.get().getFileName());
      }
    }
  }

  private static boolean isOfABeginning(Path entry) {
    String name = String.valueOf(entry.getFileName());
    return BEGINNING.contains(name) || (name.startsWith(".") && name.endsWith(".tmp"));
  }

  /** Keeps other processes out until it is closed. */
  static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve(RunFolder.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new RunFolderException(folder, "is in use by this process");
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new RunFolderException(folder, "is in use by another process");
    }
    return Objects.requireNonNull(channel);
  }
}
