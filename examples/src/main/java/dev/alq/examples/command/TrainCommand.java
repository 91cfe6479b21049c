package dev.alq.examples.command;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.run.LayerSize;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingResult;
import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code alq train}: from data to a network with float weights. */
@Command(
    name = "train",
    description = {
      "Train a network without quantizing it and write it with float weights.",
      "To get a quantized network, take 'quantize' right away: it trains first.",
      "With --from training goes on from those weights.",
    })
public final class TrainCommand extends TrainingCommand {

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public TrainCommand(Surroundings surroundings) {
    super(surroundings, Task.TRAIN);
  }

  @Override
  void print(TrainingResult result, PrintWriter text) {
    LayerSize.print(result.layers(), text);
    text.println();
    text.println("test accuracy " + Numbers.percent(result.packedTestTop1()));
    result.printVerification(text);
  }
}
