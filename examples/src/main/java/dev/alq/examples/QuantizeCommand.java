package dev.alq.examples;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code alq quantize}: from data to a packed multi-bit network. */
@Command(
    name = "quantize",
    description = {
      "Train a network, quantize its weights and write the packed model.",
      "Float training is included. The file is read again and tested on the whole test set.",
    })
final class QuantizeCommand extends TrainingCommand {

  QuantizeCommand(Surroundings surroundings) {
    super(surroundings, Task.QUANTIZE);
  }

  @Override
  void print(TrainingResult result, PrintWriter text) {
    result.printComparison(text);
    text.println();
    LayerSize.print(result.layers(), text);
    text.println();
    result.printVerification(text);
  }
}
