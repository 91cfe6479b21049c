package dev.alq.examples;

import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alq train}: from data to a network with float weights. */
@Command(
    name = "train",
    description = {
      "Train a network without quantizing it and write it with float weights.",
      "To get a quantized network, take 'quantize' right away: it trains first.",
    })
final class TrainCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin private final NetworkChoice choice = new NetworkChoice();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  TrainCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Path out = run.outOrNew(surroundings, choice.network() + "-float.alq");
    Recipe recipe = surroundings.effort().recipes().apply(choice.network(), choice.preset());
    Progress progress = surroundings.progress(recipe.floatTraining().epochs());
    DigitData digits = data.orMnist(surroundings);
    surroundings.err().println(digits.description());
    int images = digits.train().size();
    TrainingJob job = new TrainingJob(choice.network(), recipe, digits, images, run.seed(), out);
    try (Engine engine = engineOptions.start()) {
      TrainingResult result = job.train(engine, progress);
      common.publish(surroundings, result, text -> print(result, text));
      result.requireAgreement();
    }
    return 0;
  }

  private static void print(TrainingResult result, PrintWriter text) {
    LayerSize.print(result.layers(), text);
    text.println();
    text.println("test accuracy " + TrainingResult.percent(result.packedTestTop1()));
    result.printVerification(text);
  }
}
