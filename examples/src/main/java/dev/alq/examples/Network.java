package dev.alq.examples;

import dev.alq.models.LeNet5;
import dev.alq.models.Preset;
import dev.alq.models.Recipe;
import dev.alq.nn.Layer;
import java.util.Locale;

/** The networks that a command can be asked for, by name. */
enum Network {
  LENET5;

  /** The network with random weights. */
  Layer create(long seed) {
    return switch (this) {
      case LENET5 -> LeNet5.create(seed);
    };
  }

  /** How it is trained and quantized. */
  Recipe recipe(Preset preset) {
    return switch (this) {
      case LENET5 -> LeNet5.recipe(preset);
    };
  }

  /** What it learns from unless other data is named. */
  DigitData.Name data() {
    return switch (this) {
      case LENET5 -> DigitData.Name.MNIST;
    };
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
