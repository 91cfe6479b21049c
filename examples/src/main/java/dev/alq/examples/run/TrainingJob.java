package dev.alq.examples.run;

import dev.alq.dataset.Dataset;
import dev.alq.dataset.Subset;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.examples.console.Progress;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.multibit.MultiBitTensor;
import dev.alq.nn.Layer;
import dev.alq.packed.Compaction;
import dev.alq.packed.PackedModel;
import dev.alq.packed.PackedModelFile;
import dev.alq.packed.Packer;
import dev.alq.packed.Provenance;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Continuation;
import dev.alq.train.RunDescription;
import dev.alq.train.Schedule;
import dev.alq.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * From data to a file that has been read again and compared with the network it was made from: what
 * {@code quickstart}, {@code train} and {@code quantize} have in common.
 *
 * @param task what to make
 * @param network the network to train
 * @param recipe how, already fitted to the data
 * @param data what to learn from and report on
 * @param trainingImages how many of the training images to take, from the first on
 * @param seed where all randomness comes from
 * @param out the file
 * @param foreign files of other programs that the network comes from and goes to
 */
public record TrainingJob(
    Task task,
    NetworkPlan network,
    Recipe recipe,
    ImageData data,
    int trainingImages,
    long seed,
    Path out,
    ForeignFiles foreign) {

  private static final String COMMAND_FACT = "command";
  private static final String NETWORK_FACT = "network";
  private static final String WIDTH_FACT = "width";
  private static final String WEIGHTS_FACT = "weights";
  private static final String SHAPE_FACT = "image shape";
  private static final String DATA_FACT = "data";
  private static final String IMAGES_FACT = "images";

  /**
   * All phases of the job.
   *
   * @return what is run
   */
  public Schedule schedule() {
    return task.schedule(recipe, foreign);
  }

  /**
   * What decides the result, as a run folder records it.
   *
   * @return recipe, seed, hash of the data, and facts by name
   * @throws IOException if files cannot be read or written
   */
  public RunDescription description() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(COMMAND_FACT, task.toString());
    facts.put(NETWORK_FACT, network.network().toString());
    facts.put(WIDTH_FACT, String.valueOf(network.width()));
    facts.put(WEIGHTS_FACT, foreign.origin());
    facts.put(DATA_FACT, data.name().toString());
    facts.put(SHAPE_FACT, data.train().imageShape().toString());
    facts.put(IMAGES_FACT, String.valueOf(trainingImages));
    return new RunDescription(RecipeJson.print(recipe), seed, data.train().contentHash(), facts);
  }

  /**
   * The job as a recorded run that goes on by another recipe.
   *
   * @param recorded the run as it was begun
   * @return how it goes on
   * @throws CommandFailure if more than the phases differs, so that what is done cannot be kept
   * @throws IOException if files cannot be read or written
   */
  public Continuation continuing(RunDescription recorded) throws IOException {
    Recipe before = recordedRecipe(recorded);
    Optional<String> difference = recipe.differenceBesidesPhases(before);
    if (difference.isPresent()) {
      throw new CommandFailure("the run cannot go on by this recipe: " + difference.get());
    }
    return new Continuation(
        description(),
        task.schedule(before, foreign),
        schedule(),
        recipe.plan(),
        List.of(task.fileName(network)));
  }

  /**
   * The recipe of a recorded run.
   *
   * @param recorded the run
   * @return its recipe
   * @throws IOException if it is no recipe
   */
  public static Recipe recordedRecipe(RunDescription recorded) throws IOException {
    return RecipeJson.parse("recipe of the run", recorded.recipe());
  }

  /**
   * The network of a recorded run.
   *
   * @param recorded the run
   * @return its network
   * @throws CommandFailure if it records none, or one that is unknown
   */
  public static Network recordedNetwork(RunDescription recorded) {
    return recorded(recorded, NETWORK_FACT, Network.values());
  }

  /**
   * The width of a recorded run's network.
   *
   * @param recorded the run
   * @return factor of the channels
   * @throws CommandFailure if it records none, or one that is unknown
   */
  public static double recordedWidth(RunDescription recorded) {
    String number = recorded(recorded, WIDTH_FACT);
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException e) {
      throw new CommandFailure("the run's width is no number: " + number);
    }
  }

  /**
   * The data of a recorded run.
   *
   * @param recorded the run
   * @return the name of its data
   * @throws CommandFailure if it records none, or one that is unknown
   */
  public static ImageData.Name recordedData(RunDescription recorded) {
    return recorded(recorded, DATA_FACT, ImageData.Name.values());
  }

  /**
   * The number of training images of a recorded run.
   *
   * @param recorded the run
   * @return how many
   * @throws CommandFailure if it records none, or one that is unknown
   */
  public static int recordedImages(RunDescription recorded) {
    String number = recorded(recorded, IMAGES_FACT);
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw new CommandFailure("the run's number of images is no number: " + number);
    }
  }

  private static <T> T recorded(RunDescription recorded, String fact, T[] known) {
    String name = recorded(recorded, fact);
    return Arrays.stream(known)
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> new CommandFailure("the run's " + fact + " is unknown here: " + name));
  }

  private static String recorded(RunDescription recorded, String fact) {
    String value = recorded.facts().get(fact);
    if (value == null) {
      throw new CommandFailure("the run does not record its " + fact);
    }
    return value;
  }

  /**
   * Trains, packs and compares.
   *
   * @param engine what to compute on
   * @param progress is told how it goes on
   * @param place where the run is kept
   * @return what it led to
   * @throws IOException if files cannot be read or written
   * @throws CommandFailure if it was interrupted
   */
  public TrainingResult run(Engine engine, Progress progress, RunPlace place) throws IOException {
    Layer floats = network.create(data.train().classNames().size(), seed);
    foreign.load(floats);
    Layer layers = recipe.activations().apply(floats);
    AlqTrainer.Data split =
        AlqTrainer.Data.split(images(), recipe.validationShare(), seed)
            .augmented(recipe.augmentation());
    AlqTrainer trainer = new AlqTrainer(engine, layers, recipe.plan(), recipe.options(seed), split);
    FloatModel floatModel = floatModel(layers, place);
    place.train(trainer, schedule(), recipe.plan(), TrainingListener.all(progress, floatModel));
    PackedModelFile.write(pack(layers, trainer.quantizedWeights()), out);
    foreign.export(layers, data.train().preprocessing());
    PackedModel reloaded = PackedModelFile.read(out);
    Verification verification = Verification.of(engine, layers, reloaded, data.test());
    return result(engine, floatModel.get(), reloaded, verification, progress.seconds());
  }

  private FloatModel floatModel(Layer layers, RunPlace place) {
    int phases = schedule().phases().size();
    int quantization = task == Task.TRAIN ? 0 : recipe.quantization().phases().size();
    FloatModel model =
        new FloatModel(phases - quantization, () -> pack(layers, Map.of()), provenance(), place);
    if (phases == quantization) {
      model.take();
    }
    return model;
  }

  private Dataset images() {
    int size = data.train().size();
    return trainingImages < size
        ? new Subset(data.train(), IntStream.range(0, trainingImages).toArray())
        : data.train();
  }

  private PackedModel pack(Layer layers, Map<String, MultiBitTensor> quantized) {
    return Packer.pack(layers, quantized, data.train().preprocessing(), provenance());
  }

  private Provenance provenance() {
    return Provenance.of(data.train().contentHash(), recipe.name(), seed);
  }

  private TrainingResult result(
      Engine engine,
      PackedModel floatModel,
      PackedModel reloaded,
      Verification verification,
      double seconds)
      throws IOException {
    List<LayerSize> sizes = LayerSize.of(reloaded);
    return new TrainingResult(
        network.toString(),
        data.name().toString(),
        recipe.name(),
        seed,
        Testing.of(engine, floatModel, data.test()).top1(),
        verification.graphTop1(),
        verification.packedTop1(),
        verification.images(),
        verification.sameClass(),
        verification.largestDifference(),
        LayerSize.averageBitwidth(sizes),
        reloaded.activationBitwidth(),
        LayerSize.bytes(sizes),
        LayerSize.bytes(LayerSize.of(Compaction.of(reloaded))),
        LayerSize.weights(sizes) * Float.BYTES,
        Files.size(out),
        PackedModelFile.bytes(floatModel),
        seconds,
        out.toString(),
        sizes);
  }
}
