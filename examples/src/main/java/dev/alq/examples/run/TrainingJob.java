package dev.alq.examples.run;

import dev.alq.dataset.Dataset;
import dev.alq.dataset.Subset;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.Network;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.nn.Layer;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Continuation;
import dev.alq.train.RunDescription;
import dev.alq.train.Schedule;
import java.io.IOException;
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
   * Whether a recorded run is of a network that comes with this program.
   *
   * @param recorded the run
   * @return whether it is
   */
  public static boolean isOfKnownNetwork(RunDescription recorded) {
    String name = recorded.facts().get(NETWORK_FACT);
    return Arrays.stream(Network.values()).anyMatch(network -> network.toString().equals(name));
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
   * Demands the weights that a recorded run began with, if a run goes on: they are not in its
   * folder.
   *
   * @param recorded the run, if there is one
   * @param foreign files as they are named now
   * @throws CommandFailure if the run began with weights from a file, and none is named
   */
  public static void requireSameWeights(Optional<RunDescription> recorded, ForeignFiles foreign) {
    String begun = recorded.map(run -> run.facts().get(WEIGHTS_FACT)).orElse(ForeignFiles.RANDOM);
    if (foreign.from().isEmpty() && !begun.equals(ForeignFiles.RANDOM)) {
      throw new CommandFailure(
          "the run began with weights from a file, " + begun + "; name it again by --from");
    }
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
   * Makes the network and its trainer. Whatever is wrong with weights, plan or data comes to light
   * here, before a folder is begun.
   *
   * @param engine what to compute on
   * @return the job, ready to run once
   * @throws IOException if the weights cannot be read or are of another network
   * @throws IllegalArgumentException if the plan does not fit the network
   */
  public PreparedJob prepare(Engine engine) throws IOException {
    Layer floats = network.create(data.train().classNames().size(), seed);
    foreign.load(floats);
    Layer layers = recipe.activations().apply(floats);
    AlqTrainer.Data split =
        AlqTrainer.Data.split(images(), recipe.validationShare(), seed)
            .augmented(recipe.augmentation());
    return new PreparedJob(
        this,
        engine,
        layers,
        new AlqTrainer(engine, layers, recipe.plan(), recipe.options(seed), split));
  }

  private Dataset images() {
    int size = data.train().size();
    return trainingImages < size
        ? new Subset(data.train(), IntStream.range(0, trainingImages).toArray())
        : data.train();
  }
}
