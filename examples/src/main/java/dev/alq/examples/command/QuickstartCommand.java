package dev.alq.examples.command;

import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.OutputFile;
import dev.alq.examples.console.Progress;
import dev.alq.examples.run.ForeignFiles;
import dev.alq.examples.run.RunPlace;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingJob;
import dev.alq.examples.run.TrainingResult;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alq quickstart}: the whole way in about a minute, with no download. */
@Command(
    name = "quickstart",
    description = {
      "See the whole way in a minute or two.",
      "Trains a small network, quantizes it, packs it into a file, reads that again",
      "and compares both.",
      "Takes MNIST if the data folder has it, else digits that the program draws.",
      "Writes " + QuickstartCommand.FILE + " and a test image, " + QuickstartCommand.PICTURE + ",",
      "into the current folder and replaces them there, unless --out names a file.",
    })
public final class QuickstartCommand implements Callable<Integer> {

  /** What it writes, and what other commands read if nothing else is named. */
  static final String FILE = "quickstart.alq";

  /** A picture to try the model on. */
  static final String PICTURE = "quickstart.png";

  private final Surroundings surroundings;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public QuickstartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Path out = run.outOrReplaced(surroundings, FILE);
    Optional<Path> picture = picture();
    Recipe recipe = surroundings.effort().quickstart();
    int epochs = recipe.schedule().epochs();
    Progress progress = surroundings.progress(epochs);
    ImageData digits = data.orWhatThereIs(surroundings);
    int images = Math.min(surroundings.effort().quickstartImages(), digits.train().size());
    surroundings
        .err()
        .printf(
            Locale.ROOT,
            "%s%nTraining and quantizing LeNet-5 on %,d of them, %d epochs in all.%n",
            digits.description(),
            images,
            epochs);
    TrainingJob job =
        new TrainingJob(
            Task.QUANTIZE,
            NetworkPlan.of(Network.LENET5),
            recipe,
            digits,
            images,
            run.seed(),
            out,
            ForeignFiles.NONE);
    try (Engine engine = engineOptions.start()) {
      TrainingResult result = job.prepare(engine).run(progress, new RunPlace.Nowhere());
      if (picture.isPresent()) {
        SamplePicture.write(digits.test(), 0, picture.get());
      }
      common.publish(surroundings, result, text -> print(result, digits, picture, text));
      result.requireAgreement();
    }
    return 0;
  }

  /** Where the picture goes; nowhere if the user named a file, whose neighbours are not ours. */
  private Optional<Path> picture() {
    return run.namesOut()
        ? Optional.empty()
        : Optional.of(OutputFile.requireWritable(surroundings.folder().resolve(PICTURE)));
  }

  private static void print(
      TrainingResult result, ImageData digits, Optional<Path> picture, PrintWriter text) {
    text.println();
    text.println("LeNet-5 on " + digits.origin());
    text.println();
    result.printComparison(text);
    text.println();
    result.printVerification(text);
    text.printf(
        Locale.ROOT,
        "Wrote %s%s in %s.%n",
        result.out(),
        picture.map(file -> " and " + file).orElse(""),
        Progress.duration(result.seconds()));
    text.println();
    text.println("What to try next:");
    text.println("  ./alq inspect " + result.out());
    text.println("  ./alq eval " + result.out());
    text.println(
        picture
            .map(file -> "  ./alq predict " + file)
            .orElse("  ./alq predict IMAGE --model " + result.out()));
    text.println("  ./alq quantize lenet5 --data DIR      (DIR holds mnist/)");
    text.println("  ./alq --help");
  }
}
