package dev.alq.examples.run;

import dev.alq.examples.choice.NetworkPlan;
import dev.alq.models.Recipe;
import dev.alq.train.Schedule;
import java.util.Locale;

/** What a training command makes of a network. */
public enum Task {
  /** A network with float weights. */
  TRAIN,
  /** A quantized network; float training is included unless the weights come from a file. */
  QUANTIZE;

  /** The part of a recipe that it runs: weights from a file count as trained already. */
  Schedule schedule(Recipe recipe, ForeignFiles foreign) {
    return switch (this) {
      case TRAIN -> recipe.floatTraining();
      case QUANTIZE -> foreign.from().isPresent() ? recipe.quantization() : recipe.schedule();
    };
  }

  /**
   * What the file is called if nobody names it.
   *
   * @param network of which network
   * @return a name without a folder
   */
  public String fileName(NetworkPlan network) {
    return switch (this) {
      case TRAIN -> network + "-float.alq";
      case QUANTIZE -> network + ".alq";
    };
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
