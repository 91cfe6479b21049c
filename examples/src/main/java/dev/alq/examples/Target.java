package dev.alq.examples;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What of the paper can be computed. */
enum Target {
  /** LeNet5 on MNIST. */
  TABLE2("Table 2: LeNet5 on MNIST"),
  /** Group size against reconstruction error. */
  FIG3("Fig. 3: group size against reconstruction error");

  private final String title;

  Target(String title) {
    this.title = title;
  }

  /** What it is, in words. */
  String title() {
    return title;
  }

  /**
   * How it is computed.
   *
   * @param only which rows of a table are run; all if it is empty
   * @param layer the convolution that was named, if any
   */
  Reproduction reproduction(Optional<Pattern> only, Optional<String> layer) {
    return switch (this) {
      case TABLE2 -> new TableReproduction(this, PaperTables.lenet5(), only);
      case FIG3 -> new GroupSizeFigure(layer);
    };
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
