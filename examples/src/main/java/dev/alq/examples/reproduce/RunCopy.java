package dev.alq.examples.reproduce;

import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import dev.alq.train.RunFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Copies of run folders, from which other runs go on. */
final class RunCopy {

  /** Says that the job of the run has ended. */
  private static final Set<String> LEFT_BEHIND = Set.of(RunFolder.LOCK, KeptJob.RESULT);

  private RunCopy() {}

  /**
   * Copies a run, which is kept from others meanwhile, unless it has been copied before. The copy
   * is there as a whole or not at all.
   *
   * @param run the folder of the run
   * @param target the folder of the copy; its parent exists
   * @param environment what is computed on, as {@link RunFolder} records it
   * @throws RunFolderException if there is no run, or somebody uses it
   * @throws IOException if files cannot be read or written
   */
  static void copy(Path run, Path target, Map<String, String> environment) throws IOException {
    RunDescription description =
        RunFolder.recorded(run)
            .orElseThrow(() -> new RunFolderException(run, "there is no run in this folder"));
    try (RunFolder _ = RunFolder.reopen(run, description, environment, Keeping.DEFAULT)) {
      if (RunFolder.recorded(target).isEmpty()) {
        copy(run, target);
      }
    }
  }

  private static void copy(Path run, Path target) throws IOException {
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
