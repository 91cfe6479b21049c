package dev.alq.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is profiled.
 *
 * @param model the network
 * @param batch images in a step
 * @param threads threads to compute on
 * @param steps how many steps are timed
 */
record ProfileOptions(Model model, int batch, int threads, int steps) {

  private static final int DEFAULT_STEPS = 10;

  static final String USAGE =
      String.format(
          Locale.ROOT,
          """
          Usage: alq profile MODEL [--batch N] [--threads N] [--steps N]
          Shows where a training step spends its time, layer by layer.
                MODEL             One of: %s.
                --batch N         Images in a step (default: the network's usual batch).
                --threads N       Threads to compute with (default: one per processor).
                --steps N         Steps of which the medians are shown (default: %d).
          """,
          Arrays.stream(Model.values()).map(Model::toString).collect(Collectors.joining(", ")),
          DEFAULT_STEPS);

  /** Reads the words after the command's name. */
  static ProfileOptions parse(List<String> words) throws BenchOptions.WrongUsageException {
    Model model = null;
    int batch = 0;
    int threads = Runtime.getRuntime().availableProcessors();
    int steps = DEFAULT_STEPS;
    var rest = BenchOptions.separated(words).iterator();
    while (rest.hasNext()) {
      String word = rest.next();
      switch (word) {
        case "--batch" -> batch = BenchOptions.number(word, BenchOptions.value(word, rest), 1);
        case "--threads" -> threads = BenchOptions.number(word, BenchOptions.value(word, rest), 1);
        case "--steps" -> steps = BenchOptions.number(word, BenchOptions.value(word, rest), 1);
        default -> model = model(word, model);
      }
    }
    if (model == null) {
      throw new BenchOptions.WrongUsageException("which MODEL is to be profiled?");
    }
    return new ProfileOptions(model, batch > 0 ? batch : model.trainingBatch(), threads, steps);
  }

  private static Model model(String word, @Nullable Model present)
      throws BenchOptions.WrongUsageException {
    if (present != null || word.startsWith("-")) {
      throw new BenchOptions.WrongUsageException("unknown option '" + word + "'");
    }
    String name = word.toLowerCase(Locale.ROOT);
    for (Model model : Model.values()) {
      if (model.toString().equals(name)) {
        return model;
      }
    }
    throw new BenchOptions.WrongUsageException(
        "unknown model '" + word + "': one of " + Arrays.toString(Model.values()));
  }
}
