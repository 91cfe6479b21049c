package dev.alq.examples.command;

import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.ModelSize;
import dev.alq.examples.run.Task;
import dev.alq.examples.run.TrainingResult;
import dev.alq.models.exchange.Pretrained;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code alq train}: from data to a network with float weights. */
@Command(
    name = "train",
    description = {
      "Train a network without quantizing it and write it with float weights.",
      "To get a quantized network, take 'quantize' right away: it trains first.",
      "With --from training goes on from those weights.",
    })
public final class TrainCommand extends TrainingCommand {

  private @Nullable Whence classifier;

  /** What becomes of the last layer. */
  enum Whence {
    /** It is taken over like all others. */
    FROM_FILE,
    /** It begins at random, for data of other classes. */
    NEW;

    /** The word for it on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public TrainCommand(Surroundings surroundings) {
    super(surroundings, Task.TRAIN);
  }

  @Option(
      names = "--classifier",
      paramLabel = "WHENCE",
      description =
          "With --from: from-file, the default, takes the last layer over like all others; new "
              + "lets it begin at random, for data of other classes.")
  void classifier(Whence whence) {
    classifier = whence;
  }

  @Override
  Pretrained.Classifier classifier() {
    if (classifier != null && !takesWeights()) {
      throw new WrongUsage("--classifier needs weights: --from FILE");
    }
    return switch (classifier == null ? Whence.FROM_FILE : classifier) {
      case FROM_FILE -> Pretrained.Classifier.FROM_FILE;
      case NEW -> Pretrained.Classifier.AS_IT_IS;
    };
  }

  @Override
  void print(TrainingResult result, PrintWriter text) {
    new ModelSize(result.layers()).print(text);
    text.println();
    text.println("test accuracy " + Numbers.percent(result.packedTestTop1()));
    result.printVerification(text);
  }
}
