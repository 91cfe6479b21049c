package dev.alq.examples.command;

import dev.alq.models.exchange.Pretrained;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Weights that were trained elsewhere. */
final class FromOption {

  private @Nullable Path from;
  private @Nullable Classifier classifier;
  private @Nullable CommandSpec spec;

  @Spec(Spec.Target.MIXEE)
  void spec(CommandSpec mixee) {
    spec = mixee;
  }

  /** What becomes of the last layer. */
  enum Classifier {
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

  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Take the weights from a PyTorch checkpoint (.pth, nothing in it is executed) or from "
              + "safetensors.")
  void from(Path file) {
    from = file;
  }

  @Option(
      names = "--classifier",
      paramLabel = "WHENCE",
      description =
          "With --from: from-file, the default, takes the last layer over like all others; new "
              + "lets it begin at random, for data of other classes.")
  void classifier(Classifier whence) {
    classifier = whence;
  }

  Optional<Path> from() {
    return Optional.ofNullable(from);
  }

  Pretrained.Classifier classifier() {
    if (classifier != null && from == null) {
      throw WrongUsage.of(spec, "--classifier needs weights: --from FILE");
    }
    return switch (classifier == null ? Classifier.FROM_FILE : classifier) {
      case FROM_FILE -> Pretrained.Classifier.FROM_FILE;
      case NEW -> Pretrained.Classifier.AS_IT_IS;
    };
  }
}
