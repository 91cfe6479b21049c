package dev.alq.examples;

import dev.alq.autograd.Pass;
import dev.alq.autograd.Tape;
import dev.alq.data.SyntheticDigits;
import dev.alq.dataset.Batch;
import dev.alq.dataset.DataLoader;
import dev.alq.dataset.Dataset;
import dev.alq.dataset.Epoch;
import dev.alq.infer.InferenceSession;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.models.ResNet;
import dev.alq.models.exchange.OnnxExport;
import dev.alq.models.exchange.Pretrained;
import dev.alq.models.exchange.TorchExport;
import dev.alq.multibit.Grouping;
import dev.alq.multibit.Sketch;
import dev.alq.nn.ClassificationMetrics;
import dev.alq.nn.Layer;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.tensor.Tensor;
import dev.alq.tensor.Workspace;
import dev.alq.train.AccuracyCollapse;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Checkpoints;
import dev.alq.train.DefaultGrouping;
import dev.alq.train.EpochMetrics;
import dev.alq.train.Evaluation;
import dev.alq.train.LayerPlan;
import dev.alq.train.PhaseKind;
import dev.alq.train.QuantizationPlan;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A network and data of one's own in a run that goes on after anything that ends it, up to the
 * files that are shipped: the program of the guide {@code own-network.md}.
 */
public final class OwnRun {

  private static final long SEED = 1;
  private static final int BATCH_SIZE = 250;

  private OwnRun() {}

  /**
   * Trains, quantizes, packs and tests, in a few minutes. Started again, it goes on.
   *
   * @param args the folder of the run
   * @throws IOException if files cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Layer floats = OwnNetwork.network(SEED);
    Recipe recipe = recipe(Path.of("own.json"), floats);
    Layer network = recipe.activations().apply(floats);
    try (Engine engine = Engine.start()) {
      var listener = new EpochLines(System.out);
      PackedModel model = quantize(engine, network, recipe, images(1, 6_000), folder, listener);
      ship(network, model, folder);
      System.out.println(test(engine, network, folder.resolve("own.alq"), images(2, 1_000)));
    }
  }

  /** Stands for pictures of one's own. */
  static ArrayImages images(long seed, int size) {
    var digits = SyntheticDigits.of(seed, size);
    byte[][] levels = new byte[size][];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      levels[i] = digits.picture(i).levels();
      labels[i] = digits.label(i);
    }
    return new ArrayImages(SyntheticDigits.preprocessing(), levels, labels);
  }

  /** ResNet18 with weights from a file, all but the last layer, which gets other classes. */
  static Layer resNet18(Path checkpoint, int classes) throws IOException {
    Layer network = ResNet.resnet18(classes, SEED);
    Pretrained.load(network, checkpoint, Pretrained.Classifier.AS_IT_IS);
    return network;
  }

  /** The recipe in a file, which is written if it is not there, so that it can be edited. */
  static Recipe recipe(Path file, Layer network) throws IOException {
    if (!Files.exists(file)) {
      Recipe recipe = OwnNetwork.recipe(network).withPlan(plan(network)).withActivationBits(32);
      Files.writeString(file, RecipeJson.print(recipe));
    }
    return RecipeJson.read(file);
  }

  /** The first layer keeps up to 6 bases per group, the last one stays float. */
  static QuantizationPlan plan(Layer network) {
    LayerPlan first = new LayerPlan(new Grouping.Channelwise(), new Sketch(6, 1e-4));
    return DefaultGrouping.plan(network, 4)
        .with("stem.conv.weight", first)
        .without("classes.weight");
  }

  /**
   * Runs the recipe in a folder, from its beginning or from where it was left, and packs.
   *
   * @param network the network; training modifies it
   * @param folder the folder of the run; new, or of a run of the same recipe and data
   */
  static PackedModel quantize(
      Engine engine,
      Layer network,
      Recipe recipe,
      ArrayImages images,
      Path folder,
      TrainingListener listener)
      throws IOException {
    var data =
        AlqTrainer.Data.split(images, recipe.validationShare(), SEED)
            .augmented(recipe.augmentation());
    var trainer = new AlqTrainer(engine, network, recipe.plan(), recipe.options(SEED), data);
    var description =
        new RunDescription(
            RecipeJson.print(recipe), SEED, images.contentHash(), Map.of("network", "own, 1"));
    train(trainer, recipe, description, folder, listener);
    var origin = Provenance.of(images.contentHash(), recipe.name(), SEED);
    return Packer.pack(network, trainer.quantizedWeights(), images.preprocessing(), origin);
  }

  private static void train(
      AlqTrainer trainer,
      Recipe recipe,
      RunDescription description,
      Path path,
      TrainingListener listener)
      throws IOException {
    Schedule schedule = recipe.schedule();
    try (RunFolder folder = open(path, description)) {
      TrainingListener all = TrainingListener.all(listener, folder);
      Optional<Checkpoints.Found> checkpoint = folder.newest(schedule, recipe.plan());
      if (checkpoint.isPresent()) {
        trainer.resume(schedule, checkpoint.get().state(), all);
      } else {
        trainer.run(schedule, all);
      }
    }
  }

  private static RunFolder open(Path path, RunDescription description) throws IOException {
    Map<String, String> environment = Map.of("java", Runtime.version().toString());
    return RunFolder.recorded(path).isPresent()
        ? RunFolder.reopen(path, description, environment, RunFolder.Keeping.DEFAULT)
        : RunFolder.begin(path, description, environment, RunFolder.Keeping.DEFAULT);
  }

  /** Tells how training goes on, a line per epoch. */
  record EpochLines(PrintStream out) implements TrainingListener {

    @Override
    public void epochFinished(EpochMetrics epoch) {
      out.printf(
          Locale.ROOT,
          "%-19s %2d  loss %.4f  validation %5.2f %%  %.3f bits%n",
          PhaseKind.of(epoch.phase()),
          epoch.epoch() + 1,
          epoch.trainLoss(),
          epoch.validationTop1(),
          epoch.averageBitwidth());
    }

    @Override
    public void accuracyCollapsed(AccuracyCollapse collapse) {
      out.println(collapse);
    }
  }

  /** Writes the model, a compacted one, and the network for other programs. */
  static void ship(Layer network, PackedModel model, Path folder) throws IOException {
    PackedModelFile.write(model, folder.resolve("own.alq"));
    PackedModelFile.write(Compaction.of(model), folder.resolve("own-compact.alq"));
    OnnxExport.write(network, model.preprocessing(), folder.resolve("own.onnx"));
    if (model.activationBitwidth() == PackedModel.FLOAT_ACTIVATION_BITS) {
      TorchExport.write(network, folder.resolve("own.safetensors"));
    }
  }

  /**
   * What a test gave.
   *
   * @param networkTop1 percent right of the network that was trained
   * @param packedTop1 percent right of the packed model
   * @param sameClass images that both take for the same class
   * @param images images of the test
   */
  record Result(double networkTop1, double packedTop1, long sameClass, long images) {}

  /** Puts the model in a file beside the network it was made from. */
  static Result test(Engine engine, Layer network, Path file, Dataset images) throws IOException {
    int classes = images.classNames().size();
    ClassificationMetrics packed = new ClassificationMetrics(classes);
    ClassificationMetrics agreement = new ClassificationMetrics(classes);
    Workspace workspace = new Workspace(Evaluation.engineFor(engine, network));
    try (InferenceSession session = InferenceSession.of(PackedModelFile.read(file), engine);
        Epoch batches = new DataLoader(images, BATCH_SIZE, SEED).inOrder()) {
      while (batches.hasNext()) {
        Batch batch = batches.next();
        Tensor logits = session.logits(batch.images());
        packed.add(logits, batch.labels());
        try (Tape tape = new Tape(workspace, Pass.EVALUATION)) {
          Tensor wanted = network.forward(tape, tape.constant(batch.images())).value();
          agreement.add(logits, largest(wanted));
        }
      }
    }
    double networkTop1 = Evaluation.of(engine, network, images).top1();
    return new Result(networkTop1, packed.top1(), agreement.right(), agreement.examples());
  }

  private static int[] largest(Tensor logits) {
    int classes = logits.shape().dimension(1);
    int[] largest = new int[logits.shape().dimension(0)];
    for (int i = 0; i < logits.size(); i++) {
      int row = i / classes;
      if (logits.data()[i] > logits.data()[row * classes + largest[row]]) {
        largest[row] = i % classes;
      }
    }
    return largest;
  }
}
