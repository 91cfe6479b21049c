package dev.alq.examples.command;

import dev.alq.data.Downloader;
import dev.alq.data.RemoteData;
import dev.alq.data.RemoteFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq download}: data sets from where they are published. */
@Command(
    name = "download",
    description = {
      "Download a data set.",
      "It comes from its official address, else from mirrors, and is checked by SHA-256.",
      "What broke off goes on where it ended.",
    })
public final class DownloadCommand implements Callable<Integer> {

  private static final String FOLDER = "data";
  private static final long MEGABYTE = 1_000_000;

  /** The data sets by name. */
  enum Name {
    /** Handwritten digits. */
    MNIST,
    /** Small colour images. */
    CIFAR10;

    /** The word for it on the command line, and its folder. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One file.
   *
   * @param file where it is
   * @param bytes its size
   * @param sha256 its hash
   * @param downloaded whether it was downloaded; else it was there already
   */
  record Fetched(String file, long bytes, String sha256, boolean downloaded) {}

  /**
   * All files of a data set; becomes the JSON object.
   *
   * @param data the data set
   * @param folder what {@code --data} and the variable name
   * @param files its files
   */
  record Result(String data, String folder, List<Fetched> files) {}

  private final Surroundings surroundings;
  private final Function<Name, List<RemoteFile>> files;
  @Mixin private final CommonOptions common = new CommonOptions();
  private @Nullable Name name;
  private @Nullable Path data;

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public DownloadCommand(Surroundings surroundings) {
    this(surroundings, DownloadCommand::published);
  }

  /** Takes other files, as tests do. */
  DownloadCommand(Surroundings surroundings, Function<Name, List<RemoteFile>> files) {
    this.surroundings = surroundings;
    this.files = files;
  }

  private static List<RemoteFile> published(Name name) {
    return switch (name) {
      case MNIST -> RemoteData.MNIST.files();
      case CIFAR10 -> RemoteData.CIFAR10.files();
    };
  }

  @Parameters(paramLabel = "DATA", description = "One of: ${COMPLETION-CANDIDATES}.")
  void name(Name chosen) {
    name = chosen;
  }

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = {
        "The folder that gets mnist/ or cifar10/ (default: the variable",
        DataOptions.VARIABLE + ", else " + FOLDER + " in the current folder).",
      })
  void data(Path folder) {
    data = folder;
  }

  @Override
  public Integer call() throws IOException {
    Name chosen = Optional.ofNullable(name).orElseThrow();
    Path folder = folder();
    Path target = folder.resolve(chosen.toString());
    List<Fetched> fetched = new ArrayList<>();
    try (Downloader downloader = new Downloader(Downloader.PATIENCE)) {
      for (RemoteFile file : files.apply(chosen)) {
        Downloader.Outcome outcome = downloader.fetch(file, target, new Report());
        fetched.add(
            new Fetched(
                target.resolve(file.name()).toString(),
                file.bytes(),
                file.sha256(),
                outcome == Downloader.Outcome.DOWNLOADED));
      }
    }
    Result result = new Result(chosen.toString(), folder.toString(), fetched);
    common.publish(surroundings, result, text -> print(result, text));
    return 0;
  }

  private Path folder() {
    if (data != null) {
      return data;
    }
    String variable = surroundings.variables().get(DataOptions.VARIABLE);
    return variable == null || variable.isBlank()
        ? surroundings.folder().resolve(FOLDER)
        : Path.of(variable);
  }

  private static void print(Result result, PrintWriter text) {
    for (Fetched file : result.files) {
      text.printf(
          Locale.ROOT,
          "%s: %,d bytes, %s%n",
          file.file,
          file.bytes,
          file.downloaded ? "downloaded" : "was there");
    }
    text.println("SHA-256 right. Use it by --data " + result.folder);
  }

  /** Says on stderr what is under way, and how far after every tenth of a file. */
  private final class Report implements Downloader.Listener {
    private int tenths;

    @Override
    public void begun(RemoteFile file, URI address) {
      surroundings.err().println(address);
      surroundings.err().flush();
    }

    @Override
    public void received(RemoteFile file, long bytes) {
      int reached = (int) (10 * bytes / file.bytes());
      if (reached > tenths && file.bytes() > MEGABYTE) {
        tenths = reached;
        surroundings
            .err()
            .printf(
                Locale.ROOT,
                "  %s: %,d of %,d MB%n",
                file.name(),
                bytes / MEGABYTE,
                Math.ceilDiv(file.bytes(), MEGABYTE));
        surroundings.err().flush();
      }
    }

    @Override
    public void failed(RemoteFile file, String fault) {
      surroundings.err().println("  " + fault);
      surroundings.err().flush();
    }
  }
}
