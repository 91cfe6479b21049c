package dev.alq.examples.command;

import dev.alq.examples.console.OutputFile;
import dev.alq.examples.run.RecordedJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What commands that train understand. */
final class RunOptions {

  private static final long DEFAULT_SEED = 1;

  private @Nullable Long seed;
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Where all randomness comes from (default: " + DEFAULT_SEED + ").")
  void seed(long number) {
    seed = number;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the model goes; a model that is there is replaced at the very end. Without it: a "
              + "file named after the network, which must not exist yet (quickstart: "
              + "quickstart.alq, which is replaced).")
  void out(Path file) {
    out = file;
  }

  long seed() {
    return seed == null ? DEFAULT_SEED : seed;
  }

  /** The seed that was named, else the recorded one, else the default. */
  long seed(Optional<RecordedJob> recorded) {
    return seed == null ? recorded.map(RecordedJob::seed).orElse(DEFAULT_SEED) : seed;
  }

  /** Whether the user named a file. */
  boolean namesOut() {
    return out != null;
  }

  /**
   * Where the model goes: the file that was named, or a file of the given name that must not exist
   * yet.
   */
  Path outOrNew(Surroundings surroundings, String name) throws IOException {
    return out != null
        ? ModelFile.requireReplaceable(out)
        : OutputFile.requireNew(surroundings.folder().resolve(name));
  }

  /** Where the model goes: the file that was named, or one of the given name, new or not. */
  Path outOrReplaced(Surroundings surroundings, String name) throws IOException {
    return ModelFile.requireReplaceable(out != null ? out : surroundings.folder().resolve(name));
  }
}
