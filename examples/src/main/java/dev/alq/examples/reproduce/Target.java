package dev.alq.examples.reproduce;

import dev.alq.examples.choice.Network;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What of the paper can be computed. */
enum Target {
  /** Adaptive against uniform bitwidth. */
  TABLE1("Table 1: adaptive against uniform bitwidth"),
  /** LeNet5 on MNIST. */
  TABLE2("Table 2: LeNet5 on MNIST"),
  /** VGG-small on CIFAR-10. */
  TABLE3("Table 3: VGG on CIFAR-10"),
  /** Residual networks on ILSVRC12. */
  TABLE4("Table 4: ResNet18 and ResNet34 on ILSVRC12"),
  /** ALQ's steps against straight-through training. */
  FIG1("Fig. 1: convergence of ALQ's optimizer and of straight-through training"),
  /** Bitwidth per layer. */
  FIG2("Fig. 2: average bitwidth of the layers"),
  /** Group size against reconstruction error. */
  FIG3("Fig. 3: group size against reconstruction error"),
  /** Training loss by phase. */
  FIG4("Fig. 4: training loss by phase");

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
   * @param only which rows of a table, or networks of a figure, are run; all if it is empty
   * @param layer the convolution that was named, if any
   * @param given the networks whose weights come from files
   */
  Reproduction reproduction(Optional<Pattern> only, Optional<String> layer, Set<Network> given) {
    return switch (this) {
      case TABLE1 -> new TableReproduction(this, PaperTables.adaptiveAgainstUniform(), only);
      case TABLE2 -> new TableReproduction(this, PaperTables.lenet5(), only);
      case TABLE3 -> new TableReproduction(this, PaperTables.vggSmall(), only);
      case TABLE4 -> new TableReproduction(this, PaperTables.resNet(), only);
      case FIG1 -> new ConvergenceFigure();
      case FIG2 -> new BitwidthFigure(only);
      case FIG4 -> new PhaseLossFigure();
      case FIG3 -> GroupSizeFigure.of(given, layer);
    };
  }

  /** Whether it has rows or networks to choose from. */
  boolean hasRows() {
    return switch (this) {
      case TABLE1, TABLE2, TABLE3, TABLE4, FIG2 -> true;
      case FIG1, FIG3, FIG4 -> false;
    };
  }

  /** Whether it shows a run of each seed, not of one alone. */
  boolean showsAllSeeds() {
    return switch (this) {
      case TABLE1, TABLE2, TABLE3, TABLE4, FIG1, FIG4 -> true;
      case FIG2, FIG3 -> false;
    };
  }

  /** The word for it on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
