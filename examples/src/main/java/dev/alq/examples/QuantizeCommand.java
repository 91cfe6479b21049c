package dev.alq.examples;

import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alq quantize}: from data to a packed multi-bit network. */
@Command(
    name = "quantize",
    description = {
      "Train a network, quantize its weights and write the packed model.",
      "Float training is included. The file is read again and tested on the whole test set.",
    })
final class QuantizeCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin private final NetworkChoice choice = new NetworkChoice();
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final RunOptions run = new RunOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();

  QuantizeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Path out = run.outOrNew(surroundings, choice.network() + ".alq");
    Recipe recipe = surroundings.effort().recipes().apply(choice.network(), choice.preset());
    Progress progress =
        surroundings.progress(recipe.floatTraining().epochs() + recipe.quantization().epochs());
    DigitData digits = data.orMnist(surroundings);
    surroundings.err().println(digits.description());
    int images = digits.train().size();
    TrainingJob job = new TrainingJob(choice.network(), recipe, digits, images, run.seed(), out);
    try (Engine engine = engineOptions.start()) {
      TrainingResult result = job.quantize(engine, progress);
      common.publish(surroundings, result, text -> print(result, text));
      result.requireAgreement();
    }
    return 0;
  }

  private static void print(TrainingResult result, PrintWriter text) {
    result.printComparison(text);
    text.println();
    LayerSize.print(result.layers(), text);
    text.println();
    result.printVerification(text);
  }
}
