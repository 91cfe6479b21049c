package dev.alq.train;

import dev.alq.container.ContainerException;
import dev.alq.container.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The checkpoints of one run, each a safetensors file of its own with a hash inside. A checkpoint
 * is written under another name, forced to disk and moved into place, so whatever interrupts that,
 * the earlier ones stay. Only the newest few are kept.
 */
public final class Checkpoints {

  /** How many are kept unless another number is given. */
  public static final int DEFAULT_QUOTA = 3;

  private static final Pattern NAME =
      Pattern.compile("checkpoint-(\\d{1,9})-(\\d{1,9})-(\\d{1,9})\\.safetensors");
  private static final Pattern UNFINISHED = Pattern.compile("\\.checkpoint-.*\\.tmp");

  /**
   * A checkpoint that was read.
   *
   * @param file where it lies
   * @param state what it holds
   */
  public record Found(Path file, TrainingState state) {}

  private record Entry(Path file, Position position) {}

  private final Path folder;
  private final int quota;
  private final String run;
  private final Set<String> readable;

  /**
   * Names the place. Nothing is read or written yet.
   *
   * @param folder where the files lie; it exists
   * @param quota how many are kept, at least 1
   * @param run what the checkpoints belong to; only those of an equal text are read
   * @throws IllegalArgumentException if the quota is less than 1
   */
  public Checkpoints(Path folder, int quota, String run) {
    this(folder, quota, run, Set.of());
  }

  /** Reads checkpoints, but writes none, that belong to what the run was before as well. */
  Checkpoints(Path folder, int quota, String run, Set<String> earlier) {
    if (quota < 1) {
      throw new IllegalArgumentException("a quota of " + quota + " checkpoints");
    }
    this.folder = folder;
    this.quota = quota;
    this.run = run;
    this.readable = new HashSet<>(earlier);
    this.readable.add(run);
  }

  /**
   * Writes a checkpoint and deletes those that the quota has no place for.
   *
   * @param state what to write; not modified
   * @return the new file
   * @throws IOException if it cannot be written; the earlier checkpoints are as they were
   */
  public Path save(TrainingState state) throws IOException {
    Position position = state.position();
    Path file = folder.resolve(name(position));
    CheckpointWriter.container(state, run).write(file);
    List<Entry> upToNow =
        entries().stream().filter(e -> e.position.compareTo(position) <= 0).toList();
    for (Entry old : upToNow.subList(0, Math.max(0, upToNow.size() - quota))) {
      Files.deleteIfExists(old.file);
    }
    return file;
  }

  /**
   * Reads the newest checkpoint that is intact. Damaged ones get {@code .damaged} added to their
   * names, and what was left of unfinished ones is deleted.
   *
   * @param schedule the phases of the run
   * @param plan which weights it quantizes
   * @return the checkpoint; empty if none is intact
   * @throws IOException if files cannot be read, renamed or deleted, or an intact checkpoint
   *     belongs to another run or does not fit the schedule
   */
  public Optional<Found> newest(Schedule schedule, QuantizationPlan plan) throws IOException {
    for (Path unfinished : files(UNFINISHED)) {
      Files.deleteIfExists(unfinished);
    }
    for (Entry entry : entries().reversed()) {
      try (SafetensorsFile file = SafetensorsFile.open(entry.file)) {
        return Optional.of(
            new Found(entry.file, new CheckpointReader(file, schedule, plan).read(readable)));
      } catch (ContainerException e) {
        Path aside = entry.file.resolveSibling(entry.file.getFileName() + ".damaged");
        Files.move(entry.file, aside, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return Optional.empty();
  }

  /** Checks that there is none that could be taken for one of the schedule that begins now. */
  void requireNone() throws IOException {
    List<Path> files = files();
    if (!files.isEmpty()) {
      throw new IllegalStateException(
          "a run has come to " + files.getLast() + "; resume it, or take another folder");
    }
  }

  /**
   * The files of checkpoints, whether they are intact or not.
   *
   * @return the oldest first
   * @throws IOException if the folder cannot be read
   */
  public List<Path> files() throws IOException {
    return entries().stream().map(Entry::file).toList();
  }

  private static String name(Position position) {
    return String.format(
        Locale.ROOT,
        "checkpoint-%03d-%03d-%06d.safetensors",
        position.phase(),
        position.epoch(),
        position.batch());
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (Path file : files(NAME)) {
      Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
      if (name.matches()) {
        entries.add(
            new Entry(file, new Position(number(name, 1), number(name, 2), number(name, 3))));
      }
    }
    entries.sort(Comparator.comparing(Entry::position));
    return entries;
  }

  private static int number(Matcher name, int group) {
    return Integer.parseInt(name.group(group));
  }

  private List<Path> files(Pattern pattern) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> pattern.matcher(String.valueOf(file.getFileName())).matches())
          .toList();
    }
  }
}
