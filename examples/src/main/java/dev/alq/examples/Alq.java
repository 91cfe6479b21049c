package dev.alq.examples;

import dev.alq.examples.command.CompactCommand;
import dev.alq.examples.command.DownloadCommand;
import dev.alq.examples.command.EvalCommand;
import dev.alq.examples.command.InspectCommand;
import dev.alq.examples.command.PredictCommand;
import dev.alq.examples.command.QuantizeCommand;
import dev.alq.examples.command.QuickstartCommand;
import dev.alq.examples.command.RecipeCommand;
import dev.alq.examples.command.ServeCommand;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.command.TrainCommand;
import dev.alq.examples.compare.CompareCommand;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.MissingDataException;
import dev.alq.examples.console.Version;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.report.ReportCommand;
import dev.alq.examples.reproduce.ReproduceCommand;
import dev.alq.train.NonFiniteException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point of the {@code alq} command line. */
public final class Alq {

  private static final String FAULT = "alq: ";
  private static final String LOG_LEVEL = "dev.alq.log";

  private static final OptionSpec HELP =
      OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build();
  private static final OptionSpec VERSION =
      OptionSpec.builder("-V", "--version")
          .versionHelp(true)
          .description("Show the version.")
          .build();

  /** The command without a name: it explains the others. */
  @Command(
      name = "alq",
      sortOptions = false,
      versionProvider = Version.class,
      description = {
        "Trains neural networks with multi-bit binary weights (Adaptive Loss-aware",
        "Quantization) and runs them from packed files.",
        "",
      },
      footer = {
        "",
        "Start with: ./alq quickstart",
        "Measuring speed: ./alq bench --help and ./alq profile --help",
        "Results go to stdout, progress and logs to stderr. Exit code 0: done,",
        "1: failed, with one line that says why, 2: wrong usage.",
        "Environment: ALQ_DATA is the data folder unless --data names one,",
        "ALQ_JAVA_OPTS adds flags for Java, ALQ_NO_VECTOR=1 runs the scalar kernels.",
      })
  private static final class Root {}

  private Alq() {}

  /**
   * Runs one command and ends the process with its exit code.
   *
   * @param args the words of the command line
   */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    if (List.of(args).contains("--verbose")) {
      System.setProperty(LOG_LEVEL, "DEBUG"); // read once, when the first class logs
    }
    Surroundings surroundings = Surroundings.ofProcess();
    int exit = run(surroundings, args);
    surroundings.interrupts().commandHasEnded();
    System.exit(exit);
  }

  /**
   * Runs one command.
   *
   * @param surroundings what it meets
   * @param args the words of the command line
   * @return its exit code
   */
  static int run(Surroundings surroundings, String... args) {
    CommandLine line = new CommandLine(new Root());
    Stream.of(
            new QuickstartCommand(surroundings),
            new DownloadCommand(surroundings),
            new TrainCommand(surroundings),
            new QuantizeCommand(surroundings),
            new CompareCommand(surroundings),
            new ReproduceCommand(surroundings),
            new EvalCommand(surroundings),
            new InspectCommand(surroundings),
            new ReportCommand(surroundings),
            new CompactCommand(surroundings),
            new RecipeCommand(surroundings),
            new PredictCommand(surroundings),
            new ServeCommand(surroundings))
        .forEach(line::addSubcommand);
    line.getCommandSpec().addOption(VERSION);
    Stream.concat(Stream.of(line), line.getSubcommands().values().stream())
        .forEach(command -> command.getCommandSpec().addOption(HELP));
    line.setOut(surroundings.out());
    line.setErr(surroundings.err());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Alq::wrongUsage);
    boolean verbose = List.of(args).contains("--verbose");
    line.setExecutionExceptionHandler((exception, command, _) ->
        exception instanceof WrongUsage fault
            ? refused(command, fault)
            : failed(surroundings.err(), exception, verbose));
    try {
      int code = args.length == 0 ? explain(line) : line.execute(args);
      return code == CommandLine.ExitCode.OK ? written(surroundings) : code;
    } catch (Error e) { // picocli catches exceptions only
      return failed(surroundings.err(), e, verbose);
    }
  }

  /** Writers keep quiet about a disk that is full or a reader that has gone. */
  private static int written(Surroundings surroundings) {
    if (surroundings.out().checkError()) {
      surroundings.err().println(FAULT + "not all of the output could be written");
      surroundings.err().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    return CommandLine.ExitCode.OK;
  }

  private static int explain(CommandLine line) {
    line.usage(line.getOut());
    return CommandLine.ExitCode.OK;
  }

  /** What an option refuses comes here inside picocli's own exception. */
  private static int wrongUsage(ParameterException fault, String[] args) {
    CommandLine line = fault.getCommandLine();
    if (fault.getCause() instanceof WrongUsage ours) {
      return refused(line, ours);
    }
    line.getErr().println(FAULT + fault.getMessage());
    UnmatchedArgumentException.printSuggestions(fault, line.getErr());
    return pointToHelp(line);
  }

  private static int refused(CommandLine line, WrongUsage fault) {
    line.getErr().println(FAULT + fault.getMessage());
    return pointToHelp(line);
  }

  private static int pointToHelp(CommandLine line) {
    PrintWriter err = line.getErr();
    err.println("See: " + line.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static int failed(PrintWriter err, Throwable fault, boolean verbose) {
    if (verbose) {
      fault.printStackTrace(err);
    }
    err.println(FAULT + explanation(fault));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** One line. Messages of the platform's file errors name no more than the file. */
  private static String explanation(Throwable fault) {
    String text =
        switch (fault) {
          case NoSuchFileException e -> e.getFile() + ": no such file";
          case AccessDeniedException e -> e.getFile() + ": permission denied";
          case FileAlreadyExistsException e -> e.getFile() + ": is there already";
          case FileSystemException e when e.getReason() == null ->
              e.getFile() + ": cannot be used here";
          case FileSystemException e -> e.getMessage();
          case CharacterCodingException _ ->
              "a file that should hold text holds something else (--verbose shows where)";
          case CommandFailure e when e.getCause() != null ->
              e.getMessage() + ": " + explanation(e.getCause());
          case CommandFailure e -> e.getMessage();
          case MissingDataException e -> e.getMessage();
          case NonFiniteException e -> e.getMessage();
          case IOException e -> e.getMessage();
          case UncheckedIOException e when e.getCause() != null -> explanation(e.getCause());
          case ExceptionInInitializerError e when e.getException() != null ->
              e.getException().getMessage();
          case OutOfMemoryError _ -> "out of memory; give Java more by ALQ_JAVA_OPTS=-Xmx4g";
          case IllegalArgumentException e when e.getMessage() != null ->
              e.getMessage() + " (--verbose shows where)";
          default -> fault + " (--verbose shows where)";
        };
    return String.valueOf(text).lines().findFirst().orElse(fault.toString());
  }
}
