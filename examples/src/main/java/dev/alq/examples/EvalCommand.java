package dev.alq.examples;

import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.dataset.Preprocessing;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.packed.PackedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alq eval}: how good a packed model is. */
@Command(
    name = "eval",
    description = {
      "Test a model file on a test set: Top-1, Top-5 and the confusion matrix.",
      "Without --dataset it is the test set of the data that the model was trained on,",
      "if that is at hand; else MNIST if it is there, else synthetic digits.",
    })
final class EvalCommand implements Callable<Integer> {

  private static final int BATCH_SIZE = 250;

  /**
   * What the test gave; becomes the JSON object.
   *
   * @param file the model file
   * @param data the name of the data
   * @param trainedOnThisData whether the model was trained on the training part of this data
   * @param images images of the test set
   * @param top1 percent right
   * @param top5 percent whose class is among the five most probable
   * @param classNames one per row and column of the matrix
   * @param confusion images by right class (row) and predicted class (column)
   */
  record Score(
      String file,
      String data,
      boolean trainedOnThisData,
      long images,
      double top1,
      double top5,
      List<String> classNames,
      long[][] confusion) {}

  private final Surroundings surroundings;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();
  private @Nullable Path file;

  EvalCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(paramLabel = "FILE", description = "A file written by quickstart, train or quantize.")
  void file(Path model) {
    file = model;
  }

  @Override
  public Integer call() throws IOException {
    Path path = Objects.requireNonNull(file);
    PackedModel model = ModelFile.read(path);
    DigitData digits = data(model);
    requireFit(path, model, digits);
    boolean sameData = isTrainedOn(model, digits);
    surroundings.err().println(digits.description());
    if (!sameData) {
      surroundings.err().println("Note: the model was trained on other data.");
    }
    try (Engine engine = engineOptions.start()) {
      ClassificationMetrics metrics = evaluate(engine, model, digits.test());
      Score score =
          new Score(
              path.toString(),
              digits.name().toString(),
              sameData,
              metrics.examples(),
              metrics.top1(),
              metrics.top5(),
              model.classNames(),
              metrics.confusion());
      common.publish(surroundings, score, text -> print(score, text));
    }
    return 0;
  }

  private DigitData data(PackedModel model) throws IOException {
    Optional<DigitData> chosen = data.named(surroundings);
    if (chosen.isPresent()) {
      return chosen.get();
    }
    Optional<DigitData> mnist = data.mnistIfPresent(surroundings);
    if (mnist.isPresent() && isTrainedOn(model, mnist.get())) {
      return mnist.get();
    }
    DigitData synthetic = DigitData.synthetic(surroundings.effort());
    return isTrainedOn(model, synthetic) ? synthetic : mnist.orElse(synthetic);
  }

  private static boolean isTrainedOn(PackedModel model, DigitData digits) {
    return model.provenance().dataHash().equals(digits.train().contentHash());
  }

  private static void requireFit(Path path, PackedModel model, DigitData digits) {
    Preprocessing demanded = model.preprocessing();
    Preprocessing given = digits.test().preprocessing();
    if (!demanded.equals(given)) {
      throw new CommandFailure(
          path
              + ": takes images "
              + demanded.imageShape()
              + " of the classes "
              + demanded.classNames()
              + ", normalised by "
              + demanded.normalization()
              + "; "
              + digits.name()
              + " has other ones");
    }
  }

  /** Tests a packed model on images. */
  static ClassificationMetrics evaluate(Engine engine, PackedModel model, Dataset images) {
    ClassificationMetrics metrics = new ClassificationMetrics(images.classNames().size());
    try (InferenceSession session = InferenceSession.of(model, engine);
        Epoch batches = new DataLoader(images, BATCH_SIZE, 0).inOrder()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        metrics.add(session.logits(batch.images()), batch.labels());
      }
    }
    return metrics;
  }

  private static void print(Score score, PrintWriter text) {
    text.printf(
        Locale.ROOT,
        "Top-1 %.2f %%, Top-5 %.2f %% of %,d test images of %s%n%n",
        score.top1,
        score.top5,
        score.images,
        score.data);
    List<String> headings = new ArrayList<>(List.of("right \\ taken for"));
    headings.addAll(score.classNames);
    TextTable table = new TextTable(headings);
    for (int right = 0; right < score.confusion.length; right++) {
      List<String> cells = new ArrayList<>(List.of(score.classNames.get(right)));
      for (long count : score.confusion[right]) {
        cells.add(count == 0 ? "." : TrainingResult.whole(count));
      }
      table.add(cells);
    }
    table.print(text);
  }
}
