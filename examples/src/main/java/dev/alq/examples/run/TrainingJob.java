package dev.alq.examples.run;

import dev.alq.dataset.Dataset;
import dev.alq.dataset.Subset;
import dev.alq.examples.choice.ImageData;
import dev.alq.examples.choice.NetworkPlan;
import dev.alq.examples.console.CommandFailure;
import dev.alq.kernel.Engine;
import dev.alq.models.Recipe;
import dev.alq.models.RecipeJson;
import dev.alq.nn.Layer;
import dev.alq.train.AlqTrainer;
import dev.alq.train.Continuation;
import dev.alq.train.RunDescription;
import dev.alq.train.RunFolder;
import dev.alq.train.RunFolder.Keeping;
import dev.alq.train.Schedule;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param trainingImages how many of the training images to take: the first, of pictures in class
 *     folders, which are sorted by class, every so-manieth
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
    facts.put(RecordedJob.COMMAND, task.toString());
    facts.put(RecordedJob.NETWORK, network.network().toString());
    facts.put(RecordedJob.WIDTH, String.valueOf(network.width()));
    facts.put(RecordedJob.WEIGHTS, foreign.origin());
    facts.put(RecordedJob.DATA, data.name().toString());
    facts.put(RecordedJob.SHAPE, data.train().imageShape().toString());
    facts.put(RecordedJob.IMAGES, String.valueOf(trainingImages));
    return new RunDescription(RecipeJson.print(recipe), seed, data.train().contentHash(), facts);
  }

  /**
   * Opens the folder of a run that this job goes on with, further than it was to go if the job's
   * recipe does.
   *
   * @param folder where the run is kept
   * @param recorded the run as it was begun
   * @param environment the machine, for the record
   * @param keeping what the folder keeps
   * @return the folder, which the caller closes
   * @throws CommandFailure if more than the phases differs, so that what is done cannot be kept
   * @throws IOException if files cannot be read or written, or the folder holds another run
   */
  public RunFolder reopen(
      Path folder, RunDescription recorded, Map<String, String> environment, Keeping keeping)
      throws IOException {
    RunDescription description = description();
    return description.recipe().equals(recorded.recipe())
        ? RunFolder.reopen(folder, description, environment, keeping)
        : RunFolder.continueWith(folder, continuing(recorded), environment, keeping);
  }

  private Continuation continuing(RunDescription recorded) throws IOException {
    Recipe before = new RecordedJob(recorded).recipe();
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

  /** The training images that the job takes. */
  Dataset images() {
    int size = data.train().size();
    if (trainingImages == size) {
      return data.train();
    }
    IntStream positions = IntStream.range(0, trainingImages);
    return new Subset(
        data.train(),
        data.name().isOfPictures()
            ? positions.map(i -> (int) ((long) i * size / trainingImages)).toArray()
            : positions.toArray());
  }
}
