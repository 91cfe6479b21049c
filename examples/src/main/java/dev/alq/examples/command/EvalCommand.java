package dev.alq.examples.command;

import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.dataset.Preprocessing;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Numbers;
import dev.alq.examples.console.TextTable;
import dev.alq.examples.console.WrongUsage;
import dev.alq.examples.run.Confusion;
import dev.alq.examples.run.ForeignFiles;
import dev.alq.examples.run.Testing;
import dev.alq.kernel.Engine;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.nn.Layer;
import dev.alq.packed.PackedModel;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
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
      "Test a model on a test set: Top-1, Top-5 and the confusion matrix, of many classes the",
      "pairs that are confused most.",
      "Without --dataset or --pictures it is the test set of the data that the model was",
      "trained on, if that is at hand; else MNIST if it is there, else synthetic digits.",
      "With --from a network is named instead of a model file, and gets those weights.",
    })
public final class EvalCommand implements Callable<Integer> {

  /**
   * What the test gave; becomes the JSON object.
   *
   * @param file the file of the model, or of the weights
   * @param data the name of the data
   * @param trainedOnThisData whether the model was trained on the training part of this data; null
   *     if nothing tells
   * @param images images of the test set
   * @param top1 percent right
   * @param top5 percent whose class is among the five most probable
   * @param classNames one per row and column of the matrix
   * @param confusion images by right class (row) and predicted class (column)
   */
  record Score(
      String file,
      String data,
      @Nullable Boolean trainedOnThisData,
      long images,
      double top1,
      double top5,
      List<String> classNames,
      long[][] confusion) {}

  private final Surroundings surroundings;
  @Mixin private final DataOptions data = new DataOptions();
  @Mixin private final EngineOptions engineOptions = new EngineOptions();
  @Mixin private final CommonOptions common = new CommonOptions();
  @Mixin private final FromOption from = new FromOption();
  @Mixin private final WidthOption width = new WidthOption();
  private @Nullable Path model;

  /**
   * Prepares the command.
   *
   * @param surroundings what it meets
   */
  public EvalCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Parameters(
      paramLabel = "MODEL",
      description = {
        "A file written by quickstart, train or quantize; with --from one of",
        "lenet5, vgg-small, resnet18, resnet34.",
      })
  void model(Path fileOrNetwork) {
    model = fileOrNetwork;
  }

  @Override
  public Integer call() throws IOException {
    Path named = Objects.requireNonNull(model);
    Optional<Path> weights = from.from();
    if (weights.isEmpty() && width.isGiven()) {
      throw new WrongUsage("--width is for --from: a model file has its own");
    }
    Score score =
        weights.isPresent() ? ofWeights(Network.named(named.toString()), weights.get()) : of(named);
    common.publish(surroundings, score, text -> print(score, text));
    return 0;
  }

  /** Tests a packed model. */
  private Score of(Path path) throws IOException {
    PackedModel packed = ModelFile.read(path);
    ImageData images = data(packed);
    requireFit(path, packed, images);
    Optional<Boolean> sameData = isTrainedOn(packed, images);
    surroundings.err().println(images.description());
    if (sameData.isPresent() && !sameData.get()) {
      surroundings.err().println("Note: the model was trained on other data.");
    }
    try (Engine engine = engineOptions.start()) {
      return score(path, images, sameData, Testing.of(engine, packed, images.test()));
    }
  }

  /** Tests a network with weights that were trained elsewhere. */
  private Score ofWeights(Network network, Path path) throws IOException {
    ForeignFiles foreign = ForeignFiles.from(path);
    foreign.requireUsable();
    ImageData images = data.forNetwork(network, Optional.empty(), surroundings);
    Layer layers =
        network.create(width.factor(network).orElse(1), images.train().classNames().size(), 0);
    foreign.load(layers);
    surroundings.err().println(images.description());
    try (Engine engine = engineOptions.start()) {
      Workspace workspace = new Workspace(engine);
      ClassificationMetrics metrics =
          Testing.of(batch -> logits(layers, workspace, batch), images.test());
      return score(path, images, Optional.empty(), metrics);
    }
  }

  private static Tensor logits(Layer network, Workspace workspace, Tensor images) {
    try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
      return network.forward(tape, tape.constant(images)).value().copy();
    }
  }

  private static Score score(
      Path path, ImageData images, Optional<Boolean> sameData, ClassificationMetrics metrics) {
    return new Score(
        path.toString(),
        images.name().toString(),
        sameData.orElse(null),
        metrics.examples(),
        metrics.top1(),
        metrics.top5(),
        images.test().classNames(),
        metrics.confusion());
  }

  private ImageData data(PackedModel packed) throws IOException {
    Preprocessing demanded = packed.preprocessing();
    Optional<ImageData> chosen = data.forModel(demanded, surroundings);
    if (chosen.isPresent()) {
      return chosen.get();
    }
    Optional<ImageData> cifar = data.cifar10IfPresent(demanded, surroundings);
    if (cifar.isPresent()) {
      return cifar.get();
    }
    Optional<ImageData> mnist = data.mnistIfPresent(surroundings);
    if (mnist.isPresent() && isTrainedOn(packed, mnist.get()).orElse(false)) {
      return mnist.get();
    }
    ImageData synthetic = ImageData.synthetic(surroundings.effort());
    if (isTrainedOn(packed, synthetic).orElse(false)) {
      return synthetic;
    }
    if (mnist.isEmpty()) {
      data.requireNoFolder(surroundings);
    }
    return mnist.orElse(synthetic);
  }

  private static Optional<Boolean> isTrainedOn(PackedModel packed, ImageData images) {
    return images.knownHash().map(packed.provenance().dataHash()::equals);
  }

  private static void requireFit(Path path, PackedModel packed, ImageData images) {
    Preprocessing demanded = packed.preprocessing();
    Preprocessing given = images.test().preprocessing();
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
              + images.name()
              + " has other ones");
    }
  }

  static void print(Score score, PrintWriter text) {
    text.printf(
        Locale.ROOT,
        "Top-1 %.2f %%, Top-5 %.2f %% of %,d test images of %s%n%n",
        score.top1,
        score.top5,
        score.images,
        score.data);
    if (Confusion.isReadable(score.classNames.size())) {
      matrix(score).print(text);
    } else {
      text.println(Confusion.PAIRS);
      pairs(score).print(text);
    }
  }

  private static TextTable pairs(Score score) {
    TextTable table = new TextTable(List.of("right", "taken for", "images"));
    for (Confusion.Pair pair : Confusion.mostFrequent(score.classNames, score.confusion)) {
      table.add(List.of(pair.right(), pair.taken(), Numbers.whole(pair.images())));
    }
    return table;
  }

  private static TextTable matrix(Score score) {
    List<String> headings = new ArrayList<>(List.of("right \\ taken for"));
    headings.addAll(score.classNames);
    TextTable table = new TextTable(headings);
    for (int right = 0; right < score.confusion.length; right++) {
      List<String> cells = new ArrayList<>(List.of(score.classNames.get(right)));
      for (long count : score.confusion[right]) {
        cells.add(count == 0 ? "." : Numbers.whole(count));
      }
      table.add(cells);
    }
    return table;
  }
}
