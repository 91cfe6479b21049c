package dev.alq.examples.reproduce;

import dev.alq.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;

/** Copies of run folders, from which other runs go on. */
final class RunCopy {

  /** Says that the job of the run has ended. */
  private static final Set<String> LEFT_BEHIND = Set.of(RunFolder.LOCK, KeptJob.RESULT);

  private RunCopy() {}

  /**
   * Copies a run that nobody is working on. The copy is there as a whole or not at all.
   *
   * @param run the folder of the run
   * @param target the folder of the copy; must not exist, its parent does
   * @throws IOException if files cannot be read or written
   */
  static void copy(Path run, Path target) throws IOException {
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".tmp");
    delete(unfinished);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Path relative = run.relativize(file);
        if (!LEFT_BEHIND.contains(relative.toString())) {
          Files.copy(file, unfinished.resolve(relative.toString()));
        }
      }
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a copy that was interrupted has left. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
