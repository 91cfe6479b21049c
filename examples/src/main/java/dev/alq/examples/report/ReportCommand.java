package dev.alq.examples.report;

import dev.alq.container.AtomicFiles;
import dev.alq.data.DataFileException;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.command.CommonOptions;
import dev.alq.examples.command.DataOptions;
import dev.alq.examples.command.EngineOptions;
import dev.alq.examples.command.Surroundings;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.OutputFile;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.Testing;
import dev.alq.kernel.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alq report}: a run folder as a page. */
@Command(
    name = "report",
    description = {
      "Write a run folder as one HTML file that needs no network.",
      "It shows curves, bitwidths, sizes, confusion matrix and origin.",
      "The model is tested on the data of the run; without them the page says what is missing.",
    })
public final class ReportCommand implements Callable<Integer> {

  private static final String FILE = "report.html";

  private final Surroundings surroundings;
  private @Nullable Path run;
  private @Nullable Path out;
  private Optional<Path> model = Optional.empty();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  /**
   * What was written; becomes the JSON object.
   *
   * @param run the folder of the run
   * @param out the page
   * @param bytes its size
   * @param epochs epochs that it shows
   * @param testTop1 percent right on the test set; null if the model was not tested
   */
  record Written(String run, String out, long bytes, int epochs, @Nullable Double testTop1) {}

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public ReportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(paramLabel = "RUN", description = "The folder of a run, as --run named it.")
  void run(Path folder) {
    run = folder;
  }

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "What the run led to, if that does not lie in its folder.")
  void model(Path file) {
    model = Optional.of(file);
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: " + FILE + " in the folder of the run).")
  void out(Path file) {
    out = file;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Objects.requireNonNull(run);
    RunSummary summary = RunSummary.read(folder, model);
    Path page = requirePage(out == null ? folder.resolve(FILE) : out);
    TestOutcome test = test(summary);
    byte[] html = RunReport.html(summary, test).getBytes(StandardCharsets.UTF_8);
    AtomicFiles.write(page, html);
    Double top1 = test instanceof TestOutcome.Tested tested ? tested.metrics().top1() : null;
    Written written =
        new Written(
            folder.toString(),
            page.toString(),
            html.length,
            summary.recorded().epochs().size(),
            top1);
    common.publish(surroundings, written, text -> text.println("Wrote " + page + "."));
    return 0;
  }

  /** A place for a page: new, or of an earlier page. A model or a file of the run is no page. */
  private static Path requirePage(Path file) throws IOException {
    OutputFile.requireWritable(file);
    if (Files.exists(file) && !HtmlPage.isPage(file)) {
      throw new CommandFailure(file + ": is there and no page, so it is not replaced");
    }
    return file;
  }

  private TestOutcome test(RunSummary summary) throws IOException {
    if (summary.model().isEmpty()) {
      return new TestOutcome.Untested("there is none");
    }
    try (Engine engine = engineOptions.start()) {
      RecordedJob job = new RecordedJob(summary.recorded().description());
      ImageData images = data.forNetwork(job.network(), Optional.of(job), surroundings);
      var model = summary.model().get().packed();
      if (!model.preprocessing().equals(images.test().preprocessing())) {
        return new TestOutcome.Untested(images.name() + " has other images or classes");
      }
      surroundings.err().println(images.description());
      return new TestOutcome.Tested(
          images.name().toString(),
          images.knownHash().map(summary.recorded().description().dataHash()::equals),
          images.test().classNames(),
          Testing.of(engine, model, images.test()));
    } catch (CommandFailure | DataFileException e) {
      return new TestOutcome.Untested(String.valueOf(e.getMessage()));
    } catch (UncheckedIOException e) { // of a picture that is damaged when it is its turn
      return new TestOutcome.Untested(
          String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
    }
  }
}
