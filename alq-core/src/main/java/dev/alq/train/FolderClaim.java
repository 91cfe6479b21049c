package dev.alq.train;

import java.io.Closeable;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A folder that is kept for one run until it is closed, against this process and others. */
final class FolderClaim implements Closeable {

  /**
   * The folders that this process works in. Asking the lock itself would lose it: on some systems a
   * process gives up all its locks on a file when it closes any channel to it.
   */
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  /** What a beginning that was interrupted may have left. */
  private static final Set<String> BEGINNING =
      Set.of(RunFolder.LOCK, RunRecord.RECIPE, RunFolder.CHECKPOINTS);

  private final Path place;
  private final FileChannel lockFile;

  private FolderClaim(Path place, FileChannel lockFile) {
    this.place = place;
    this.lockFile = lockFile;
  }

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

  /**
   * Claims a folder.
   *
   * @throws RunFolderException if it is in use
   */
  static FolderClaim of(Path folder) throws IOException {
    Path place = folder.toRealPath();
    if (!CLAIMED.add(place)) {
      throw new RunFolderException(folder, "is in use by this process");
    }
    boolean locked = false;
    try {
      FolderClaim claim = new FolderClaim(place, lock(folder));
      locked = true;
      return claim;
    } finally {
      if (!locked) {
        CLAIMED.remove(place);
      }
    }
  }

  /** Lets others use the folder; nothing happens the second time. */
  @Override
  public void close() throws IOException {
    if (lockFile.isOpen()) {
      try {
        lockFile.close();
      } finally {
        CLAIMED.remove(place);
      }
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
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
