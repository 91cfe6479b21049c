package dev.alq.examples;

import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
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
      "Writes " + QuickstartCommand.FILE + " into the current folder unless --out names a file.",
    })
final class QuickstartCommand implements Callable<Integer> {

  /** What it writes, and what other commands read if nothing else is named. */
  static final String FILE = "quickstart.alq";

  private final Surroundings surroundings;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  QuickstartCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Path out = run.outOrReplaced(surroundings, FILE);
    boolean replaces = Files.exists(out);
    DigitData digits = data.orWhatThereIs(surroundings);
    surroundings.err().println(digits.description());
    Recipe recipe = surroundings.effort().quickstart();
    int images = Math.min(surroundings.effort().quickstartImages(), digits.train().size());
    TrainingJob job = new TrainingJob(Network.LENET5, recipe, digits, images, run.seed(), out);
    int epochs = recipe.floatTraining().epochs() + recipe.quantization().epochs();
    surroundings
        .err()
        .printf(
            Locale.ROOT,
            "Training and quantizing LeNet-5 on %,d of them, %d epochs in all.%n",
            images,
            epochs);
    try (Engine engine = engineOptions.start()) {
      TrainingResult result = job.quantize(engine, surroundings.progress(epochs));
      common.publish(surroundings, result, text -> print(result, digits, replaces, text));
      result.requireAgreement();
    }
    return 0;
  }

  private static void print(
      TrainingResult result, DigitData digits, boolean replaces, PrintWriter text) {
    text.println();
    text.println("LeNet-5 on " + digits.origin());
    text.println();
    result.printComparison(text);
    text.println();
    result.printVerification(text);
    text.printf(
        Locale.ROOT,
        "%s %s in %s.%n",
        replaces ? "Replaced" : "Wrote",
        result.out(),
        Progress.duration(result.seconds()));
    text.println();
    text.println("What to try next:");
    text.println("  ./alq inspect " + result.out());
    text.println("  ./alq eval " + result.out());
    text.println("  ./alq predict IMAGE --model " + result.out());
    text.println("  ./alq quantize lenet5 --data DIR      (DIR holds mnist/)");
    text.println("  ./alq --help");
  }
}
