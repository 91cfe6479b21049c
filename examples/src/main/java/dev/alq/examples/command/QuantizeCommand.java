package dev.alq.examples.command;

import dev.alq.examples.choice.Network;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.RecordedJob;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingResult;
import dev.alq.models.Recipe;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alq quantize}: from data to a packed multi-bit network. */
@Command(
    name = "quantize",
    description = {
      "Train a network, quantize its weights, or activations too, and write the packed model.",
      "Float training is included, unless --from names weights that are trained already.",
      "The file is read again and tested on the whole test set.",
    })
public final class QuantizeCommand extends TrainingCommand {

  @Mixin private final MethodOptions method = new MethodOptions();
  @Mixin private final ActivationOption activations = new ActivationOption();

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public QuantizeCommand(Surroundings surroundings) {
    super(surroundings, Task.QUANTIZE);
  }

  @Override
  boolean changesRecipe() {
    return method.areGiven();
  }

  @Override
  Recipe recipe(RecipeChoice from, Network network, Optional<RecordedJob> recorded)
      throws IOException {
    return method.apply(activations.applyTo(super.recipe(from, network, recorded)));
  }

  @Override
  void print(TrainingResult result, PrintWriter text) {
    result.printComparison(text);
    text.println();
    new ModelSize(result.layers()).print(text);
    text.println();
    result.printVerification(text);
  }
}
